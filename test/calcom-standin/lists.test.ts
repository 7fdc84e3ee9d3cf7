import { type Dialect } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';

const lea = { name: 'Lea Bye', email: 'lea@family.example' };
const ben = { name: 'Ben Two', email: 'ben@family.example' };
const dialects: Dialect[] = ['cloud', 'selfHosted2025', 'calDiy2026'];

interface Page {
	data: Array<{ uid: string; start: string; updatedAt: string | null; attendees: object[] }>;
	pagination: Record<string, unknown>;
}

let school: TestSchool;
afterEach(() => school.stop());

async function list(query: string, as = 'ina', version = '2024-08-13') {
	const { status, body } = await school.call('GET', `/bookings${query}`, { as, version });
	return { status, ...(body as Page) };
}

async function bookings(dialect: Dialect, count = 5) {
	school = await testSchool({ dialect });
	const { play, types, on } = school;
	const made = [];
	for (let day = count; day > 0; day--) {
		made.push((await play.book({ type: types.plain, start: on(day), person: lea })).booking);
		school.pass(60_000);
	}
	return made;
}

describe.each(dialects)('lists on %s', (dialect) => {
	it('are ordered by start, cancelled ones the other way round', async () => {
		const made = await bookings(dialect, 3);
		expect((await list('')).data.map(({ uid }) => uid)).toEqual(
			made.map(({ uid }) => uid).reverse(),
		);
		for (const { uid } of made) await school.play.cancel(uid);
		const cancelled = (await list('?status=cancelled')).data.map(({ uid }) => uid);
		expect(cancelled).toEqual(made.map(({ uid }) => uid));
		expect((await list('?status=upcoming')).data).toEqual([]);
	});

	it('have inclusive bounds', async () => {
		const [first] = await bookings(dialect, 3);
		const at = new Date(first?.updatedAt ?? 0);
		const uids = async (query: string) => (await list(query)).data.map(({ uid }) => uid);
		expect(await uids(`?afterUpdatedAt=${at.toISOString()}`)).toContain(first?.uid);
		const later = new Date(at.getTime() + 1).toISOString();
		expect(await uids(`?afterUpdatedAt=${later}`)).not.toContain(first?.uid);
		expect(await uids(`?beforeUpdatedAt=${at.toISOString()}`)).toContain(first?.uid);
	});

	it('count wrongly with filters of times on self-hosted servers', async () => {
		const made = await bookings(dialect, 4);
		const after = new Date(made[2]?.updatedAt ?? 0).toISOString();
		const { data, pagination } = await list(`?afterUpdatedAt=${after}&take=2`);
		expect(data).toHaveLength(2);
		expect(pagination['totalItems']).toBe(dialect === 'cloud' ? 2 : 4);
		const past = await list('?afterUpdatedAt=2030-01-01&take=2');
		expect(past.data).toEqual([]);
		expect(past.pagination['hasNextPage']).toBe(dialect !== 'cloud');
	});

	it('lose a row that moves while they are paged', async () => {
		const made = await bookings(dialect, 6);
		const first = await list('?sortUpdatedAt=asc&take=3');
		school.pass(3_600_000);
		await school.play.cancel(made[0]?.uid ?? '');
		const second = await list('?sortUpdatedAt=asc&take=3&skip=3');
		expect(new Set([...first.data, ...second.data].map(({ uid }) => uid)).size).toBe(5);
	});

	it('show a guest what a host has', async () => {
		await bookings(dialect, 1);
		const { play, types, on } = school;
		await play.book({
			type: types.plain,
			start: on(8),
			person: ben,
			guests: ['uwe@other.example'],
		});
		expect((await list('', 'uwe')).data).toHaveLength(1);
		expect((await list('?attendeeEmail=BEN@family.example')).data).toEqual([]);
	});

	it('leave a seat that is taken, given up or marked without a new `updatedAt`', async () => {
		school = await testSchool({ dialect });
		const { play, types, on } = school;
		const wish = { type: types.shown, start: on(1) };
		const { booking } = await play.book({ ...wish, person: lea });
		const before = booking.updatedAt;
		school.pass(3_600_000);
		const { seat } = await play.book({ ...wish, person: ben });
		await play.giveUpSeat(booking.uid, seat?.seatUid ?? '');
		school.pass(86_400_000);
		await play.markAbsent(booking.uid, { attendees: [{ email: lea.email, absent: true }] });
		await play.deleteEventType(types.shown.id);
		expect(booking.updatedAt).toBe(before);
		await play.markAbsent(booking.uid, { host: true });
		expect(booking.updatedAt).not.toBe(before);
	});

	it('show the people of a class to the right keys', async () => {
		school = await testSchool({ dialect });
		const { play, types, on } = school;
		await play.book({ type: types.seats, start: on(1), person: lea });
		const seen = async () => (await list('')).data[0]?.attendees.length;
		expect(await seen()).toBe(dialect === 'selfHosted2025' ? 0 : 1);
		school.api.switches.hideAttendees = true;
		expect(await seen()).toBe(0);
	});

	it('fall back to the oldest shape for a version they do not know', async () => {
		await bookings(dialect, 1);
		const { data } = await list('', 'ina', '2030-01-01');
		expect(data).toMatchObject({ bookings: [{ status: 'ACCEPTED' }], nextCursor: null });
		if (dialect !== 'cloud') return;
		school.api.switches.cursorTimeoutMs = 1;
		const { status, body } = await school.call('GET', '/bookings', { version: '2026-05-01' });
		expect(status).toBe(524);
		expect(body).toContain('<html>');
	});
});

it('pages by cursor in the cloud', async () => {
	await bookings('cloud', 5);
	const seen: string[] = [];
	let cursor = '';
	for (;;) {
		const { data, pagination } = await list(
			`?status=upcoming&limit=2${cursor}`,
			'ina',
			'2026-05-01',
		);
		seen.push(...data.map(({ uid }) => uid));
		if (!pagination['hasMore']) break;
		cursor = `&cursor=${String(pagination['nextCursor'])}`;
	}
	expect(new Set(seen).size).toBe(5);
});

it('shows the person of a moved class in place of lost answers, on Cal.diy', async () => {
	school = await testSchool({ dialect: 'calDiy2026' });
	const { play, types, on } = school;
	const { booking } = await play.book({ type: types.plain, start: on(1), person: lea });
	booking.answers = null;
	const answers = async () => {
		const { body } = await school.call('GET', `/bookings/${booking.uid}`);
		return (body as { data: { bookingFieldsResponses: object } }).data.bookingFieldsResponses;
	};
	expect(await answers()).toMatchObject({ name: 'unknown', email: 'unknown' });
	const seats = await play.book({ type: types.seats, start: on(2), person: ben });
	await play.moveClass(seats.booking.uid, { start: on(3) });
	expect(await answers()).toMatchObject({ name: 'Ben Two', email: 'ben@family.example' });
});
