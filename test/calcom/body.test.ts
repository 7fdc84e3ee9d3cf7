import fc from 'fast-check';
import { parseBody } from '../../nodes/core/calcom/body';
import {
	defaultEvents,
	isTriggerEvent,
	kindOf,
	triggerEvents,
} from '../../nodes/core/calcom/events';

function reasonOf(body: Buffer | string): string {
	const result = parseBody(Buffer.from(body));
	return result.ok ? '' : result.reason;
}

describe('Body', () => {
	test('is a JSON object, with or without a byte order mark', () => {
		expect(parseBody(Buffer.from('{"a":"ü"}'))).toEqual({ ok: true, body: { a: 'ü' } });
		expect(parseBody(Buffer.from('\ufeff{"a":1}'))).toEqual({ ok: true, body: { a: 1 } });
	});

	test.each([
		['false, from a broken template', 'false', /the word false.*template.*quote/],
		['a list', '[{"uid":"x"}]', /is a list where a JSON object/],
		['a string', '"abc"', /is a string where/],
		['a number', '42', /is a number where/],
		['true', 'true', /is a boolean where/],
		['null', 'null', /is null where/],
		['nothing', '', /is empty/],
		['only spaces', ' \r\n ', /is empty/],
		['no JSON', 'email=mara@kunde.example', /is not JSON/],
		['half a body', '{"triggerEvent":"BOOKING_CR', /is not JSON/],
		['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /not valid UTF-8/],
	])('is refused with a sentence that says what to do: %s', (_case, body, sentence) => {
		expect(reasonOf(body)).toMatch(sentence);
		expect(reasonOf(body)).toMatch(/Remove the custom payload template .* send the event again\.$/);
		expect(reasonOf(body)).not.toContain('mara');
	});

	test('is read or refused, never a crash', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
				expect(typeof parseBody(Buffer.from(bytes)).ok).toBe('boolean');
			}),
			{ numRuns: 300 },
		);
		expect(parseBody(Buffer.from('['.repeat(200_000))).ok).toBe(false);
	});
});

describe('Trigger events', () => {
	test('are the 28 that Cal.com has, each with a label and a description', () => {
		expect(Object.keys(triggerEvents)).toHaveLength(28);
		const labels = Object.values(triggerEvents).map(({ label }) => label);
		expect(new Set(labels).size).toBe(28);
		for (const { description } of Object.values(triggerEvents))
			expect(description).toMatch(/^[A-Z]/);
	});

	test.each([
		['BOOKING_CREATED', 'created'],
		['BOOKING_REQUESTED', 'requested'],
		['BOOKING_RESCHEDULED', 'rescheduled'],
		['BOOKING_CANCELLED', 'cancelled'],
		['BOOKING_REJECTED', 'rejected'],
		['BOOKING_NO_SHOW_UPDATED', 'no_show'],
		['BOOKING_PAYMENT_INITIATED', 'requested'],
		['BOOKING_LOCATION_UPDATED', 'location_updated'],
		['BOOKING_REASSIGNED', 'reassigned'],
		['AFTER_GUESTS_CAL_VIDEO_NO_SHOW', 'no_show'],
		['AFTER_HOSTS_CAL_VIDEO_NO_SHOW', 'other'],
		['MEETING_ENDED', 'ended'],
		['MEETING_STARTED', 'other'],
		['BOOKING_PAID', 'other'],
		['BOOKING_CONFIRMED', 'other'],
		['constructor', 'other'],
	])('%s means %s', (type, kind) => {
		expect(kindOf(type)).toBe(kind);
	});

	test.each(['BOOKING_PAYMENT_INITIATED', 'BOOKING_LOCATION_UPDATED', 'BOOKING_REASSIGNED'])(
		'that a new trigger listens to include %s',
		(type) => {
			expect(defaultEvents).toContain(type);
		},
	);

	test('that a new trigger listens to are known', () => {
		expect(defaultEvents).toHaveLength(10);
		expect(defaultEvents.every(isTriggerEvent)).toBe(true);
		expect(isTriggerEvent('PING')).toBe(false);
	});
});
