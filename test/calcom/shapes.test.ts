import { answer, eventOf, fixture, read, receivedAt, withPayload } from './deliveries';

const created = 'booking_created.basic';

describe('A meeting', () => {
	test('is also read inside a payload, and its createdAt is not its time', () => {
		const flat = fixture('meeting_ended');
		const { triggerEvent, ...payload } = flat;
		const wrapped = { triggerEvent, createdAt: '2026-11-10T09:35:00.000Z', payload };
		expect(eventOf(wrapped)).toEqual(eventOf(flat));
		expect(eventOf({ ...flat, endTime: null }).event.occurredAt).toBe(receivedAt.toISOString());
	});

	test('of a late subscription has no attendees, only raw responses', () => {
		const body = { ...fixture('meeting_ended'), attendees: undefined };
		const raw = { ...body, responses: { name: 'Mara', email: 'mara@kunde.example' } };
		expect(eventOf(raw)).toMatchObject({
			booking: { scope: 'everyone' },
			attendee: { email: 'mara@kunde.example', firstName: 'Mara' },
		});
	});
});

test('An unknown event is read with or without a booking', () => {
	const unknown = { ...fixture(created), triggerEvent: 'BOOKING_TELEPORTED' };
	expect(eventOf(unknown)).toMatchObject({
		event: { kind: 'other' },
		booking: { status: 'scheduled' },
	});
	expect(eventOf({ triggerEvent: 'NEW', payload: {} })).toMatchObject({ booking: null });
});

test("A form's answers are not mistaken for a booking", () => {
	expect(eventOf({ ...fixture('form_submitted'), uid: 'x' }).booking).toBeNull();
});

test.each([
	['2026-11-03T08:14:22.517Z', '2026-11-03T08:14:22.517Z', undefined],
	['2026-12-01T12:00:00.000Z', '2026-12-01T12:00:00.000Z', undefined],
	['2026-12-01T12:00:00.001Z', '2026-12-01T12:00:00.000Z', true],
	['2026-12-01T13:30:00.000+01:00', '2026-12-01T12:00:00.000Z', true],
	['soon', '2026-12-01T12:00:00.000Z', undefined],
])('Nothing happened after it arrived: sent %s, it happened %s', (createdAt, time, ahead) => {
	const { event } = eventOf({ ...fixture(created), createdAt });
	expect([event.occurredAt, event.clockAhead]).toEqual([time, ahead]);
});

test('Settings decide the booking type and the country of phone numbers', () => {
	const settings = {
		bookingTypes: [{ titleContains: 'erst', bookingType: 'intro' }],
		defaultBookingType: 'none',
		defaultCountry: 'DE',
	};
	const responses = { attendeePhoneNumber: answer('0151 12345678') };
	expect(read(withPayload(created, { responses }), settings)).toMatchObject({
		event: { booking: { type: 'intro' }, attendee: { phone: '+4915112345678' } },
	});
});
