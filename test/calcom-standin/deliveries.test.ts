import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Dialect } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { differences } from '../support/shape';

const lea = { name: 'Lea Bye', email: 'lea@family.example', language: 'de' };
const ann = { name: 'Ann One', email: 'ann@family.example' };
const ben = { name: 'Ben Two', email: 'ben@family.example' };
const cara = { name: 'Cara Three', email: 'cara@family.example' };
const jo = { name: 'Jo Doe', email: 'jo@family.example', phone: '+4930123456' };

const plain = async ({ play, types, on }: TestSchool, guests?: string[]) =>
	(await play.book({ type: types.plain, start: on(9), person: lea, ...(guests && { guests }) }))
		.booking;
const rich = async ({ play, types, on }: TestSchool) => {
	const wish = { type: types.plain, start: on(6), person: jo, guests: ['pa@family.example'] };
	const answers = { language_level: 'A2', notes: 'evenings' };
	return (await play.book({ ...wish, answers })).booking;
};
const request = async ({ play, types, on }: TestSchool) =>
	(await play.book({ type: types.confirmed, start: on(9), person: lea })).booking;
const accepted = async (school: TestSchool) => {
	const { uid } = await request(school);
	return school.play.confirm(uid);
};
const seat = ({ play, types, on }: TestSchool, person = ann) =>
	play.book({ type: types.seats, start: on(14), person });
const series = ({ play, types, on }: TestSchool) =>
	play.bookSeries({ type: types.weekly, start: on(7), person: lea });
const off = { reason: 'off' };

/** What happened last when a recorded delivery was sent: the same, played. */
const situations: Record<string, (school: TestSchool) => Promise<unknown>> = {
	'booking_created-booking-create-plain': rich,
	'booking_rescheduled-booking-reschedule': async (school) =>
		school.play.move((await rich(school)).uid, { start: school.on(7), reason: 'ill' }),
	'booking_requested-booking-create-pending': request,
	'booking_created-booking-confirm': accepted,
	'booking_rejected-booking-decline': async (school) =>
		school.play.decline((await request(school)).uid, 'no free teacher'),
	'booking_cancelled-booking-cancel': async (school) =>
		school.play.cancel((await plain(school)).uid, off),
	'booking_requested-booking-reschedule-confirmed-by-guest': async (school) =>
		school.play.move((await accepted(school)).uid, { start: school.on(10) }),
	'booking_created-booking-create-seat-first': ({ play, types, on }) =>
		play.book({ type: types.seats, start: on(14), person: ann, answers: { notes: 'first time' } }),
	'booking_created-booking-create-seat-second': async (school) => {
		await seat(school);
		return seat(school, ben);
	},
	'booking_rescheduled-booking-seat-moves': async (school) => {
		await seat(school);
		const { booking, seat: own } = await seat(school, ben);
		return school.play.moveSeat(booking.uid, own?.seatUid ?? '', school.on(15));
	},
	'booking_cancelled-booking-cancel-seat': async (school) => {
		await seat(school);
		await seat(school, cara);
		const { booking, seat: own } = await seat(school, ben);
		return school.play.giveUpSeat(booking.uid, own?.seatUid ?? '', off);
	},
	'booking_cancelled-booking-cancel-seat-last': async (school) => {
		const { booking, seat: own } = await seat(school);
		return school.play.giveUpSeat(booking.uid, own?.seatUid ?? '', off);
	},
	'booking_rescheduled-booking-seats-host-moves-all': async (school) => {
		await seat(school);
		const { booking } = await seat(school, ben);
		return school.play.moveClass(booking.uid, { start: school.on(15) });
	},
	'booking_cancelled-booking-cancel-seats-host-without-seat': async (school) => {
		await seat(school);
		return school.play.cancel((await seat(school, ben)).booking.uid, off);
	},
	'booking_created-booking-create-recurring': series,
	'booking_rescheduled-booking-reschedule-occurrence': async (school) =>
		school.play.move((await series(school))[0]?.uid ?? '', { start: school.on(8) }),
	'booking_cancelled-booking-cancel-subsequent': async (school) =>
		school.play.cancelSubsequent((await series(school))[0]?.uid ?? '', off),
	'booking_cancelled-booking-cancel-series': async (school) =>
		school.play.cancelSeries((await series(school))[0]?.seriesUid ?? '', off),
	'booking_no_show_updated-mark-absent-attendee': async (school) => {
		const { uid } = await plain(school, ['opa@family.example']);
		school.pass(10 * 86_400_000);
		return school.play.markAbsent(uid, { attendees: [{ email: lea.email, absent: true }] });
	},
	'booking_created-booking-create-team-round-robin': ({ play, types, on }) =>
		play.book({ type: types.robin, start: on(9), person: lea }),
};

const cloudPlain = async ({ play, types, on }: TestSchool) =>
	(await play.book({ type: types.plain, start: on(9), person: lea, guests: [] })).booking;

const cloudSituations: Record<string, (school: TestSchool) => Promise<unknown>> = {
	'booking_created-plain': cloudPlain,
	'booking_rescheduled-by_api_key': async (school) =>
		school.play.move((await cloudPlain(school)).uid, { start: school.on(10), reason: 'later' }),
	'booking_requested-later_confirmed': request,
	'booking_cancelled-new_time_requested': async (school) => {
		const { uid } = await cloudPlain(school);
		const moved = await school.play.move(uid, { start: school.on(10), reason: 'later' });
		return school.play.requestReschedule(moved.uid, { reason: 'ill' });
	},
	'booking_rejected-declined': async (school) =>
		school.play.decline((await request(school)).uid, 'no free teacher'),
	'booking_created-confirmed': accepted,
	'booking_created-first_seat': (school) => seat(school),
	'booking_created-occurrence_1_of_2': series,
	'booking_location_updated-link': async (school) =>
		school.play.changeLocation((await accepted(school)).uid, 'https://meet.school.example/2'),
	'booking_cancelled-whole_series': async (school) =>
		school.play.cancelSubsequent((await series(school))[0]?.uid ?? '', off),
};

interface Life {
	deliveries: Array<{ name: string; raw: string }>;
}

function recordedIn(file: string): Map<string, unknown> {
	const path = join(__dirname, '../fixtures/lives', `${file}.json`);
	const { deliveries } = JSON.parse(readFileSync(path, 'utf8')) as Life;
	return new Map(deliveries.map(({ name, raw }) => [name.replace(/^\d+-/, ''), JSON.parse(raw)]));
}

let school: TestSchool;
afterEach(() => school.stop());

describe.each([
	['selfHosted2025', 'cal-com-2025-09', situations],
	['calDiy2026', 'cal-diy-2026-05', situations],
	['cloud', 'cloud-2026-11', cloudSituations],
] as const)('%s', (dialect: Dialect, file, played) => {
	const recorded = recordedIn(file);
	const both = Object.keys(played).filter((name) => recorded.has(name));

	it.each(both)('delivers %s as recorded', async (name) => {
		school = await testSchool({ dialect });
		const { school: rows, ina, team } = school;
		const version = dialect === 'cloud' ? '2026-07-27' : '2021-10-20';
		rows.addWebhook({ ownerId: ina.id, subscriberUrl: 'http://127.0.0.1/user', version });
		const ofTeam = { scope: 'team' as const, ownerId: team?.id ?? 0 };
		rows.addWebhook({ ...ofTeam, subscriberUrl: 'http://127.0.0.1/team' });
		await played[name]?.(school);
		const sent: unknown = JSON.parse(school.bodies.at(-1) ?? '{}');
		expect(differences(sent, recorded.get(name))).toEqual([]);
	});
});
