import fc from 'fast-check';
import { bodyHash, dedupeKey } from '../../nodes/core/calcom/dedupeKey';
import { fixture, fixtureNames, keyOf, withPayload, type Json } from './deliveries';

/** Events that can repeat at a place: only the history can tell whether they are the same event. */
const canRepeat = [
	'after_guests_cal_video_no_show',
	'booking_cancelled.seat',
	'booking_location_updated',
	'booking_no_show_updated',
	'booking_rescheduled.seat_attendee_existing_slot',
	'booking_rescheduled.seat_owner_same_uid',
	'instant_meeting',
	'recording_ready',
	'recording_transcription_generated',
	'wrong_assignment_report',
];
/** Events that can happen only once at a place. */
const happensOnce = [
	'after_hosts_cal_video_no_show',
	'booking_cancelled',
	'booking_cancelled.by_host',
	'booking_cancelled.recurring_all',
	'booking_cancelled.request_reschedule',
	'booking_created.after_confirmation',
	'booking_created.attendee_phone',
	'booking_created.basic',
	'booking_created.google_meet',
	'booking_created.guests',
	'booking_created.phone_location',
	'booking_created.recurring_1_of_4',
	'booking_created.seat_first',
	'booking_created.seat_second_same_uid',
	'booking_created.split_name',
	'booking_paid',
	'booking_payment_initiated',
	'booking_rejected',
	'booking_requested',
	'booking_rescheduled',
	'meeting_ended',
	'meeting_started',
];
/**
 * Events without a booking: distinguished by their bodies, and by the second in which they were
 * sent.
 */
const ofNoBooking = ['delegation_credential_error', 'form_submitted', 'ooo_created', 'ping'];

/** The same JSON with every object's keys in another order. */
function reversed(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(reversed);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, item]) => [key, reversed(item)]),
	);
}

const seated = (changes: Json): Json => withPayload('booking_created.seat_first', changes);
const moved = (changes: Json): Json =>
	withPayload('booking_rescheduled', { seatsPerTimeSlot: 8, ...changes });
const ofUnknown = (name: string): Json => withPayload(name, { seatsPerTimeSlot: undefined });
const later = (body: Json, createdAt = '2026-11-05T10:00:00.000Z'): Json => ({
	...body,
	createdAt,
});

describe('The dedupe key', () => {
	test('is listed here for every body', () => {
		const listed = [...happensOnce, ...ofNoBooking, ...canRepeat, 'custom_template'];
		expect(listed.sort()).toEqual([...fixtureNames].sort());
	});

	test.each(happensOnce)('of %s is the same for a second subscription', (name) => {
		const body = fixture(name);
		expect(keyOf(later(body))).toBe(keyOf(body));
		expect(keyOf(reversed(later(body)) as Json)).toBe(keyOf(body));
	});

	test.each(ofNoBooking)('of %s is the same within the second of sending', (name) => {
		const body = fixture(name);
		const createdAt = String(body['createdAt']).replace(/\.\d{3}Z$/, '.999Z');
		expect(keyOf(reversed({ ...body, createdAt }) as Json)).toBe(keyOf(body));
		expect(keyOf(later(body))).not.toBe(keyOf(body));
	});

	test.each<[string, Json]>([
		['a seat that is taken', seated({ attendeeSeatId: 's1' })],
		[
			'a seat that is asked for',
			withPayload('booking_requested', { seatsPerTimeSlot: 8, attendeeSeatId: 's1' }),
		],
		[
			'a seat that is not paid yet',
			withPayload('booking_payment_initiated', { seatsPerTimeSlot: 8, attendeeSeatId: 's1' }),
		],
		['a seat that is declined', withPayload('booking_rejected', { seatsPerTimeSlot: 8 })],
		[
			'a class whose host asks for another time',
			withPayload('booking_cancelled.request_reschedule', { seatsPerTimeSlot: 8 }),
		],
	])('is the same for a second subscription, also in a class: %s', (_what, body) => {
		expect(keyOf(later(body))).toBe(keyOf(body));
	});

	test.each<[string, Json]>([
		['a seat without reference', seated({ attendeeSeatId: undefined })],
		['a class cancelled', withPayload('booking_cancelled', { seatsPerTimeSlot: 8 })],
		['a cancellation that may be of a seat', ofUnknown('booking_cancelled')],
		['a class merged by its host', moved({ rescheduledBy: 'jonas.weidlich@kanzlei.example' })],
		['a place moved in place', withPayload('booking_rescheduled', { rescheduleUid: undefined })],
		['a move that may be of a seat', ofUnknown('booking_rescheduled')],
		[
			'another host',
			{ ...fixture('booking_location_updated'), triggerEvent: 'BOOKING_REASSIGNED' },
		],
		['an unknown event', { ...fixture('booking_paid'), triggerEvent: 'BOOKING_TELEPORTED' }],
	])('is the key of exactly the same body for events that can repeat: %s', (_what, body) => {
		expect(keyOf(reversed(body) as Json)).toBe(keyOf(body));
		expect(keyOf(later(body))).not.toBe(keyOf(body));
	});

	test.each(canRepeat)('of %s is the key of exactly the same body', (name) => {
		const body = fixture(name);
		expect(keyOf(reversed(body) as Json)).toBe(keyOf(body));
		expect(keyOf(later(body))).not.toBe(keyOf(body));
	});

	test.each<[string, Json, Json]>([
		['seats', seated({ attendeeSeatId: 's1' }), seated({ attendeeSeatId: 's2' })],
		[
			'people in seats without id',
			seated({ attendeeSeatId: undefined }),
			seated({ attendeeSeatId: undefined, attendees: [{ email: 'other@x.nl' }] }),
		],
		[
			'a seat without id that is taken again',
			seated({ attendeeSeatId: undefined }),
			later(seated({ attendeeSeatId: undefined })),
		],
		[
			'new starts',
			fixture('booking_rescheduled.seat_owner_same_uid'),
			withPayload('booking_rescheduled.seat_owner_same_uid', { startTime: '2026-11-13T13:00:00Z' }),
		],
		[
			'moves there and back in place',
			fixture('booking_rescheduled.seat_owner_same_uid'),
			withPayload('booking_rescheduled.seat_owner_same_uid', { iCalSequence: 3 }),
		],
		[
			'moves in place of versions without a sequence',
			withPayload('booking_rescheduled.seat_owner_same_uid', { iCalSequence: undefined }),
			later(withPayload('booking_rescheduled.seat_owner_same_uid', { iCalSequence: undefined })),
		],
		[
			'no-show marks',
			fixture('booking_no_show_updated'),
			withPayload('booking_no_show_updated', {
				attendees: [{ email: 'mara.oeztuerk@kunde.example', noShow: false }],
			}),
		],
		[
			'a mark set again after it was cleared',
			fixture('booking_no_show_updated'),
			later(fixture('booking_no_show_updated')),
		],
		[
			'a cancellation and a request to reschedule',
			fixture('booking_cancelled'),
			withPayload('booking_cancelled', { requestReschedule: true }),
		],
		[
			'the same seat left twice',
			fixture('booking_cancelled.seat'),
			withPayload('booking_cancelled.seat', { iCalSequence: 3 }),
		],
		[
			'locations',
			fixture('booking_location_updated'),
			withPayload('booking_location_updated', { location: 'https://example.com' }),
		],
		['payments', fixture('booking_paid'), withPayload('booking_paid', { paymentId: 7302 })],
		['recordings', fixture('recording_ready'), later(fixture('recording_ready'))],
		['forms', fixture('form_submitted'), later(fixture('form_submitted'))],
		[
			'bookings',
			fixture('booking_created.basic'),
			withPayload('booking_created.basic', { uid: 'other' }),
		],
		['events', fixture('meeting_started'), fixture('meeting_ended')],
	])('distinguishes different %s', (_case, one, other) => {
		expect(keyOf(one)).not.toBe(keyOf(other));
	});

	test.each<[string, Json]>([
		['a booking that is confirmed later', fixture('booking_created.after_confirmation')],
		['a booking sent again a day later', later(fixture('booking_created.basic'))],
	])('is the same for %s', (_case, body) => {
		expect(keyOf(body)).toBe(keyOf(fixture('booking_created.basic')));
	});

	test("is the same each time the guide's test without times is sent", () => {
		const responses = { name: 'A', email: 'a@b.nl' };
		const payload = { startTime: '2025-12-01T10:00:00Z', responses };
		expect(keyOf({ uid: 'x', payload })).toBe(keyOf({ payload, uid: 'x' }));
	});

	test('is unambiguous: different parts, different key', () => {
		const part = fc.oneof(fc.string({ maxLength: 4 }), fc.constant(null), fc.boolean());
		const parts = fc.array(part, { maxLength: 4 });
		fc.assert(
			fc.property(parts, parts, (one, other) => {
				const same = JSON.stringify(one) === JSON.stringify(other);
				expect(dedupeKey(one) === dedupeKey(other)).toBe(same);
			}),
			{ numRuns: 500 },
		);
		expect(dedupeKey(['a', 'b'])).not.toBe(dedupeKey(['a","b']));
	});
});

test('The hash of a body is the SHA-256 of its bytes', () => {
	const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
	expect(bodyHash(Buffer.alloc(0))).toBe(empty);
});
