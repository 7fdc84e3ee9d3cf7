import type { TestSchool } from '../support/calcom/testSchool';

export type Case = (school: TestSchool) => Promise<{ status: number; body: unknown }>;

const jo = { name: 'Jo Doe', email: 'jo@family.example', phone: '+4930123456' };
const lea = { name: 'Lea Bye', email: 'lea@family.example' };
const ben = { name: 'Ben Two', email: 'ben@family.example' };
const ann = { name: 'Ann One', email: 'ann@family.example' };
const attendee = (one: { name: string; email: string }) => ({
	...one,
	timeZone: 'Europe/Berlin',
	language: 'de',
});

/** As in the recordings: with a phone, a guest, answers and metadata. */
async function rich({ play, types, on }: TestSchool) {
	const answers = { language_level: 'A2', notes: 'evenings' };
	const wish = { type: types.plain, start: on(6), person: jo, guests: ['pa@family.example'] };
	return (await play.book({ ...wish, answers, metadata: { utm: 'x' } })).booking;
}

const plain = async ({ play, types, on }: TestSchool) =>
	(await play.book({ type: types.plain, start: on(9), person: lea })).booking;
const request = async ({ play, types, on }: TestSchool) =>
	(await play.book({ type: types.confirmed, start: on(9), person: lea })).booking;

async function seats({ play, types, on }: TestSchool, type = types.seats) {
	const answers = { notes: 'first time' };
	const { booking, seat } = await play.book({
		type,
		start: on(14),
		person: ann,
		answers,
		metadata: { lead: 'L' },
	});
	const other = await play.book({ type, start: on(14), person: ben });
	return { booking, first: seat?.seatUid ?? '', second: other.seat?.seatUid ?? '' };
}

const series = ({ play, types, on }: TestSchool) =>
	play.bookSeries({ type: types.weekly, start: on(7), person: lea });

async function started({ play, types, on, pass }: TestSchool) {
	const wish = { type: types.plain, start: on(6), person: lea, guests: ['opa@family.example'] };
	const { booking } = await play.book(wish);
	pass(6 * 86_400_000 + 60_000);
	return booking;
}

const get = ({ call }: TestSchool, uid: string, as: string | null = 'ina') =>
	call('GET', `/bookings/${uid}`, { as });

/** The same situations as in the recordings of the self-hosted servers. */
export const bookingCases: Record<string, Case> = {
	'booking-create-plain': ({ call, types, on }) =>
		call('POST', '/bookings', {
			body: {
				start: new Date(on(6)).toISOString(),
				eventTypeId: types.plain.id,
				attendee: { ...attendee(jo), phoneNumber: jo.phone },
				guests: ['pa@family.example'],
				metadata: { lead: 'L-1' },
				bookingFieldsResponses: { language_level: 'A2', notes: 'evenings' },
			},
		}),
	'booking-get': async (school) => get(school, (await rich(school)).uid),
	'booking-reschedule': async (school) => {
		const { uid } = await rich(school);
		const body = { start: '2026-12-02T09:00:00Z', reschedulingReason: 'ill' };
		return school.call('POST', `/bookings/${uid}/reschedule`, { body });
	},
	'booking-get-rescheduled-old': async (school) => {
		const { uid } = await rich(school);
		await school.play.move(uid, { start: school.on(7), reason: 'ill' });
		return get(school, uid);
	},
	'booking-get-rescheduled-new': async (school) => {
		const { uid } = await rich(school);
		return get(school, (await school.play.move(uid, { start: school.on(7), reason: 'ill' })).uid);
	},
	'booking-get-cancelled': async (school) => {
		const { uid } = await plain(school);
		await school.play.cancel(uid, { reason: 'moving away' });
		return get(school, uid);
	},
	'booking-get-pending': async (school) => get(school, (await request(school)).uid),
	'booking-get-rejected': async (school) => {
		const { uid } = await request(school);
		await school.play.decline(uid, 'no free teacher');
		return get(school, uid);
	},
	'booking-create-seat-second': async (school) => {
		const { types, on, call } = school;
		await school.play.book({
			type: types.seats,
			start: on(14),
			person: ann,
			answers: { notes: 'x' },
		});
		const body = { start: new Date(on(14)).toISOString(), eventTypeId: types.seats.id };
		return call('POST', '/bookings', { body: { ...body, attendee: attendee(ben) } });
	},
	'booking-get-seated': async (school) => get(school, (await seats(school)).booking.uid),
	'booking-get-seated-as-stranger': async (school) =>
		get(school, (await seats(school)).booking.uid, 'uwe'),
	'booking-cancel-seat': async (school) => {
		const { booking, second: seatUid } = await seats(school);
		const body = { seatUid, cancellationReason: 'ill' };
		return school.call('POST', `/bookings/${booking.uid}/cancel`, { body });
	},
	'extra-cancel-seat-without-key': async (school) => {
		const { booking, second: seatUid } = await seats(school);
		return school.call('POST', `/bookings/${booking.uid}/cancel`, { as: null, body: { seatUid } });
	},
	'mark-absent-seat': async (school) => {
		const { booking } = await seats(school, school.types.shown);
		school.pass(15 * 86_400_000);
		const body = { attendees: [{ email: ben.email, absent: true }] };
		return school.call('POST', `/bookings/${booking.uid}/mark-absent`, { body });
	},
	'mark-absent-before-start': async (school) => {
		const body = { attendees: [{ email: jo.email, absent: true }] };
		return school.call('POST', `/bookings/${(await rich(school)).uid}/mark-absent`, { body });
	},
	'booking-get-series': async (school) => get(school, (await series(school))[0]?.seriesUid ?? ''),
	'booking-get-occurrence-moved-old': async (school) => {
		const [one] = await series(school);
		await school.play.move(one?.uid ?? '', { start: school.on(8) });
		return get(school, one?.uid ?? '');
	},
	'booking-get-occurrence-moved-new': async (school) => {
		const [one] = await series(school);
		return get(
			school,
			(await school.play.move(one?.uid ?? '', { start: school.on(8), reason: 'later' })).uid,
		);
	},
	'booking-cancel-series': async (school) => {
		const [one] = await series(school);
		const body = { cancellationReason: 'all off' };
		return school.call('POST', `/bookings/${one?.seriesUid}/cancel`, { body });
	},
	'booking-get-event-type-deleted': async (school) => {
		const { uid } = await plain(school);
		await school.play.deleteEventType(school.types.plain.id);
		return get(school, uid);
	},
	'booking-get-host-absent': async (school) => {
		const { uid } = await started(school);
		await school.play.markAbsent(uid, { host: true });
		return get(school, uid);
	},
	'forced-responses-null': async (school) => {
		const booking = await plain(school);
		booking.answers = null;
		return get(school, booking.uid);
	},
	'forced-host-gone': async (school) => {
		const booking = await plain(school);
		booking.hostId = null;
		return get(school, booking.uid);
	},
	'forced-updated-null': async (school) => {
		const booking = await plain(school);
		booking.updatedAt = null;
		return get(school, booking.uid);
	},
	'booking-cancel-again': async (school) => {
		const { uid } = await plain(school);
		await school.play.cancel(uid);
		const body = { cancellationReason: 'again' };
		return school.call('POST', `/bookings/${uid}/cancel`, { body });
	},
	'booking-cancel-without-reason': async (school) =>
		school.call('POST', `/bookings/${(await plain(school)).uid}/cancel`, { body: {} }),
	'booking-confirm-again': async (school) => {
		const { uid } = await request(school);
		await school.play.confirm(uid);
		return school.call('POST', `/bookings/${uid}/confirm`);
	},
	'booking-get-unknown': (school) => get(school, 'nope'),
	'booking-attendees': async (school) =>
		school.call('GET', `/bookings/${(await rich(school)).uid}/attendees`),
	'booking-reassign': async (school) => {
		const { booking } = await school.play.book({
			type: school.types.robin,
			start: school.on(9),
			person: lea,
		});
		return school.call('POST', `/bookings/${booking.uid}/reassign`, { body: {} });
	},
};
