import { deepStrictEqual, doesNotMatch, match } from 'node:assert/strict';
import fc from 'fast-check';
import { triggerEvents } from '../../nodes/core/calcom/events';
import { anyText } from '../domain/anyText';
import { fixture, fixtureNames, read, receivedAt, type Json } from './deliveries';

const uidPattern = /^[\x21-\x7e]{1,191}$/;
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const unseen = /[\u00ad\u200b\u202a\ufeff]/;

/** What must hold for every parsed delivery, whatever was sent. */
function expectSound(body: unknown): void {
	const result = read(body as Json);
	if (!result.ok) {
		match(result.reason, /again\.$/);
		return;
	}
	const { event, booking, attendee, otherAttendees } = result.event;
	match(event.key, /^[0-9a-f]{64}$/);
	match(event.occurredAt, timePattern);
	doesNotMatch(JSON.stringify({ booking, attendee, otherAttendees }), unseen);
	if (!/^MEETING_/.test(event.type)) {
		deepStrictEqual(event.occurredAt <= receivedAt.toISOString(), true);
	}
	deepStrictEqual(JSON.parse(JSON.stringify(result.event)), result.event);
	if (booking === null) deepStrictEqual(attendee, null);
	else match(booking.uid, uidPattern);
	if (booking?.scope === 'booking' || booking?.scope === 'seats') {
		deepStrictEqual(otherAttendees, []);
	}
	if (attendee === null) deepStrictEqual(otherAttendees, []);
	if (event.kind === 'created') match(booking?.startsAt ?? '', timePattern);
	if (event.kind !== 'no_show') deepStrictEqual(attendee?.noShow ?? null, null);
}

/** Every place in a body, as the path of keys to it. */
function placesOf(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [path];
	return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))];
}

function replaced(body: unknown, path: readonly string[], by: unknown): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return by;
	const copy = (Array.isArray(body) ? [...body] : { ...(body as Json) }) as Json;
	copy[key] = replaced(copy[key], rest, by);
	return copy;
}

const oddValue = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	anyText,
	fc.constantFrom(null, '', ' ', 0, -1, 1e308, true, [], {}, '\0', '\ud800', 'x'.repeat(30_000)),
	fc.constantFrom('\u200b', '\u202a+31612345678\u202c', 'Ma\u00adra\ufeff', '+371'),
	fc.constantFrom('0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 'a@b.nl', '1@sms.cal.com'),
);

describe('Reading a delivery', () => {
	test('never throws on any JSON', () => {
		fc.assert(fc.property(fc.jsonValue(), expectSound), { numRuns: 300 });
	});

	test('never throws on any JSON that names an event', () => {
		const names = ['title', 'uid', 'startTime', 'attendees', 'responses', 'seatsPerTimeSlot'];
		const payload = fc.dictionary(fc.constantFrom(...names, '__proto__', 'email'), oddValue);
		const types = fc.constantFrom(...Object.keys(triggerEvents), 'PING', '__proto__');
		const body = fc.record(
			{ triggerEvent: types, createdAt: oddValue, payload },
			{ requiredKeys: [] },
		);
		fc.assert(fc.property(body, expectSound), { numRuns: 300 });
	});

	test('never throws on a Cal.com body with an odd value in any place', () => {
		const bodies = fixtureNames.map((name) => {
			const body = fixture(name);
			return { body, places: placesOf(body) };
		});
		fc.assert(
			fc.property(fc.constantFrom(...bodies), fc.nat(), oddValue, ({ body, places }, at, by) => {
				expectSound(replaced(body, places[at % places.length] ?? [], by));
			}),
			{ numRuns: 1000 },
		);
	});

	test('survives answers, attendees and a body nested 10,000 levels deep', () => {
		const deep: unknown = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000));
		const body = fixture('booking_created.basic');
		const payload = body['payload'] as Json;
		expectSound({
			...body,
			payload: { ...payload, userFieldsResponses: { deep: { value: deep } } },
		});
		expectSound({ ...body, payload: { ...payload, attendees: deep } });
		expectSound({ triggerEvent: 'OOO_CREATED', payload: { deep } });
	});
});
