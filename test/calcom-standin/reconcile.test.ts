import type { ApiBooking } from '../../nodes/core/calcom/api/booking';
import { listBookings } from '../../nodes/core/calcom/api/bookings';
import { CalComApi } from '../../nodes/core/calcom/api/client';
import type { Dialect } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { historyOf, livingOf } from '../support/foldedLife';
import { reconcileLife } from '../support/reconciledLife';

const lea = { name: 'Lea Bye', email: 'lea@family.example' };
const ben = { name: 'Ben Two', email: 'ben@family.example' };
const day = 86_400_000;

let school: TestSchool;
afterEach(() => school.stop());

async function open(dialect: Dialect) {
	school = await testSchool({ dialect });
	const { ina, school: rows } = school;
	rows.addWebhook({ ownerId: ina.id, subscriberUrl: 'http://127.0.0.1/user' });
	return school;
}

/** Reads all that the host's key shows, and compares it with the deliveries that arrived. */
async function reconcile(arrived = (_body: string) => true) {
	const { url, ina, bodies, now } = school;
	const clock = { now, sleep: async () => {} };
	const rows: ApiBooking[] = [];
	const api = new CalComApi({ baseUrl: url, key: ina.key }, clock);
	const walk = { by: 'start', from: iso(now() - 400 * day), to: iso(now() + 400 * day) } as const;
	await listBookings(api, walk, ({ bookings }) => void rows.push(...bookings));
	const known = historyOf(bodies.filter(arrived));
	const { history, found, unresolved } = reconcileLife(known, rows, new Date(now()));
	const again = reconcileLife(history, rows, new Date(now()));
	expect(again.found).toEqual([]);
	return { living: livingOf(history), found: found.map(({ kind }) => kind), unresolved };
}

const iso = (ms: number) => new Date(ms).toISOString();
const people = (living: ReadonlyArray<{ person: string }>) =>
	living.map(({ person }) => person).sort();

describe.each<Dialect>(['cloud', 'selfHosted2025', 'calDiy2026'])('on %s', (dialect) => {
	it('a class stays as it is when its event type is deleted, which hides its seats', async () => {
		const { play, types, on } = await open(dialect);
		for (const person of [lea, ben]) await play.book({ type: types.shown, start: on(2), person });
		await play.deleteEventType(types.shown.id);
		const { living, found, unresolved } = await reconcile();
		expect({ people: people(living), found, unresolved }).toEqual({
			people: [ben.email, lea.email],
			found: [],
			unresolved: [],
		});
	});

	it('a seat given up silently in a class without its event type is found', async () => {
		const { play, types, on } = await open(dialect);
		for (const person of [lea, ben]) await play.book({ type: types.shown, start: on(2), person });
		const [booking] = school.school.bookings;
		await play.deleteEventType(types.shown.id);
		await play.giveUpSeat(booking?.uid ?? '', booking?.attendees[0]?.seatUid ?? '');
		const { living, found } = await reconcile((raw) => !raw.includes('BOOKING_CANCELLED'));
		expect({ people: people(living), found }).toEqual({
			people: [ben.email],
			found: ['seat given up'],
		});
	});
});

describe.each<Dialect>(['cloud', 'calDiy2026'])('on %s', (dialect) => {
	it('a class that moved unheard to an earlier time, and is over, is completed there', async () => {
		const { play, types, on, pass } = await open(dialect);
		for (const person of [lea, ben]) await play.book({ type: types.shown, start: on(5), person });
		const [booking] = school.school.bookings;
		pass(day);
		await play.moveClass(booking?.uid ?? '', { start: on(2), by: 'host' });
		pass(3 * day);
		const { living, found, unresolved } = await reconcile(
			(raw) => !raw.includes('BOOKING_RESCHEDULED'),
		);
		expect({ found, unresolved }).toEqual({
			found: ['moved', 'completed'],
			unresolved: [],
		});
		expect(living.map(({ startsAt }) => startsAt)).toEqual([iso(on(2)), iso(on(2))]);
	});
});

it('a class whose people are hidden is completed all the same', async () => {
	const { play, types, on, pass } = await open('selfHosted2025');
	await play.book({ type: types.seats, start: on(1), person: lea });
	pass(3 * day);
	const { found, unresolved } = await reconcile();
	expect(found).toEqual(['completed']);
	expect(unresolved.map(({ reason }) => reason)).toEqual([expect.stringContaining('who sits in')]);
});
