import type { TestSchool } from '../support/calcom/testSchool';
import type { Case } from './bookingCases';

const lena = { name: 'Lena Maria Brandt', email: 'lena.brandt@kunde.example', language: 'en' };
const metadata = { purpose: 'website' };

const get = ({ call }: TestSchool, uid: string) => call('GET', `/bookings/${uid}`);
const plain = async ({ play, types, on }: TestSchool) =>
	(await play.book({ type: types.plain, start: on(1), person: lena, guests: [], metadata }))
		.booking;
const request = async ({ play, types, on }: TestSchool) =>
	(await play.book({ type: types.confirmed, start: on(1), person: lena, guests: [] })).booking;
const seat = async ({ play, types, on }: TestSchool) =>
	play.book({ type: types.seats, start: on(1), person: lena, metadata });
const series = ({ play, types, on }: TestSchool) =>
	play.bookSeries({ type: types.weekly, start: on(1), person: lena, guests: [] });

/** The body of a booking of one person. */
const wish = ({ on }: TestSchool, eventTypeId: number) => ({
	start: new Date(on(1)).toISOString(),
	eventTypeId,
	attendee: { ...lena, timeZone: 'Europe/Berlin' },
	guests: [],
	metadata,
});

const hook = {
	active: true,
	subscriberUrl: 'https://n8n.school.example/webhook/x',
	triggers: ['BOOKING_CREATED', 'BOOKING_LOCATION_UPDATED'],
	secret: 'made-up',
	version: '2026-07-27',
};
const hookId = async ({ call }: TestSchool) => {
	const { body } = await call('POST', '/webhooks', { body: hook });
	return (body as { data: { id: string } }).data.id;
};

/** The same situations as in the recordings of Cal.com's cloud. */
export const cloudCases: Record<string, Case> = {
	me: ({ call, school }) => {
		school.teams.length = 0;
		return call('GET', '/me');
	},
	'me-organization': async ({ call, school, ina }) => {
		school.addTeam({ name: 'Sprachschule', members: [ina], organization: true });
		return call('GET', '/me');
	},
	'teams-with-organization': async ({ call, school, ina, team }) => {
		const organization = school.addTeam({
			name: 'Sprachschule',
			members: [ina],
			organization: true,
		});
		if (team) team.parentId = organization.id;
		return call('GET', '/teams');
	},
	'team-memberships': ({ call, team }) => call('GET', `/teams/${team?.id}/memberships`),
	'event-types-list': ({ call, school }) => {
		school.eventTypes.splice(1);
		return call('GET', '/event-types', { version: '2024-06-14' });
	},
	'booking-create': (school) =>
		school.call('POST', '/bookings', { body: wish(school, school.types.plain.id) }),
	'booking-create-pending': (school) =>
		school.call('POST', '/bookings', { body: wish(school, school.types.confirmed.id) }),
	'booking-create-seated': (school) =>
		school.call('POST', '/bookings', { body: wish(school, school.types.seats.id) }),
	'booking-create-recurring': (school) =>
		school.call('POST', '/bookings', { body: wish(school, school.types.weekly.id) }),
	'booking-get-accepted': async (school) => get(school, (await plain(school)).uid),
	'booking-reschedule': async (school) => {
		const body = { start: new Date(school.on(2)).toISOString(), reschedulingReason: 'later' };
		return school.call('POST', `/bookings/${(await plain(school)).uid}/reschedule`, { body });
	},
	'booking-get-rescheduled-old': async (school) => {
		const { uid } = await plain(school);
		await school.play.move(uid, { start: school.on(2), reason: 'later' });
		return get(school, uid);
	},
	'booking-request-reschedule': async (school) => {
		const path = `/bookings/${(await plain(school)).uid}/request-reschedule`;
		return school.call('POST', path, { body: { rescheduleReason: 'ill' } });
	},
	'booking-get-new-time-requested': async (school) => {
		const { uid } = await plain(school);
		const moved = await school.play.move(uid, { start: school.on(2), reason: 'later' });
		await school.play.requestReschedule(moved.uid, { reason: 'ill' });
		return get(school, moved.uid);
	},
	'booking-get-confirmed': async (school) => {
		const { uid } = await request(school);
		await school.play.confirm(uid);
		return get(school, uid);
	},
	'booking-get-rejected': async (school) => {
		const { uid } = await request(school);
		await school.play.decline(uid, 'no free teacher');
		return get(school, uid);
	},
	'booking-attendees': async (school) =>
		school.call('GET', `/bookings/${(await plain(school)).uid}/attendees`),
	'booking-cancel': async (school) => {
		const body = { cancellationReason: 'Found another school' };
		return school.call('POST', `/bookings/${(await plain(school)).uid}/cancel`, { body });
	},
	'booking-get-seated': async (school) => get(school, (await seat(school)).booking.uid),
	'booking-get-by-seat': async (school) =>
		school.call('GET', `/bookings/by-seat/${(await seat(school)).seat?.seatUid}`),
	'booking-get-seated-cancelled': async (school) => {
		const { booking, seat: taken } = await seat(school);
		await school.play.giveUpSeat(booking.uid, taken?.seatUid ?? '', { reason: 'ill' });
		return get(school, booking.uid);
	},
	'booking-get-occurrence': async (school) => get(school, (await series(school))[0]?.uid ?? ''),
	'booking-cancel-series': async (school) => {
		const [first] = await series(school);
		const body = { cancellationReason: 'all off', cancelSubsequentBookings: true };
		return school.call('POST', `/bookings/${first?.uid}/cancel`, { body });
	},
	'booking-get-event-type-deleted': async (school) => {
		const { uid } = await plain(school);
		await school.play.move(uid, { start: school.on(2) });
		await school.play.deleteEventType(school.types.plain.id);
		return get(school, uid);
	},
	'bookings-list-cursor-page-1': async (school) => {
		for (const book of [plain, request, seat]) await book(school);
		const path = '/bookings?status=upcoming&limit=2';
		return school.call('GET', path, { version: '2026-05-01' });
	},
	'bookings-list-cursor-none': ({ call }) =>
		call('GET', '/bookings?limit=2&status=upcoming', { version: '2026-05-01' }),
	'webhook-create': ({ call }) => call('POST', '/webhooks', { body: hook }),
	'webhook-create-event-type': ({ call, types }) =>
		call('POST', `/event-types/${types.plain.id}/webhooks`, { body: hook }),
	'webhook-get': async (school) => school.call('GET', `/webhooks/${await hookId(school)}`),
	'webhook-delete': async (school) => school.call('DELETE', `/webhooks/${await hookId(school)}`),
	'error-400-mark-absent-before-start': async (school) => {
		const body = { host: false, attendees: [{ email: lena.email, absent: false }] };
		return school.call('POST', `/bookings/${(await plain(school)).uid}/mark-absent`, { body });
	},
	'error-404-route-of-no-version': async (school) => {
		const path = `/bookings/${(await plain(school)).uid}/attendees`;
		return school.call('GET', path, { version: null });
	},
};
