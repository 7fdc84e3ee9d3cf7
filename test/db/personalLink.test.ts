import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { personalLink } from '../../nodes/core/services/personalLink';
import { permutations } from '../domain/moments';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';
import { outcome } from './outcome';

type Json = Record<string, unknown>;

const child = 'ada@kunde.example';
const parent = 'mara.oeztuerk@kunde.example';
const page = new URL('https://cal.com/my-school/level-check?duration=30');
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 8, minute)).toISOString();
const later = { startTime: '2026-11-14T15:00:00Z', endTime: '2026-11-14T15:30:00Z' };

/** The child's own booking, years ago. */
const known = read(
	variant('booking_created.basic', '2024-01-01T08:00:00.000Z', {
		...{ uid: 'own', title: 'Trial class', eventTitle: 'Trial class' },
		attendees: [{ name: 'Ada Little', email: child, timeZone: 'UTC' }],
		responses: { email: { value: child }, name: { value: 'Ada Little' } },
	}),
);
/** What Cal.com sends about a booking made by the parent: not every event repeats the metadata. */
const life = (metadata: Json) => ({
	created: variant('booking_created.basic', at(0), { uid: 'A', metadata }),
	moved: variant('booking_rescheduled', at(10), {
		uid: 'B',
		rescheduleUid: 'A',
		metadata,
		...later,
	}),
	cancelled: variant('booking_cancelled', at(20), { uid: 'B', metadata, ...later }),
	rejected: variant('booking_rejected', at(20), { uid: 'A' }),
	ended: variant('meeting_ended', '', { uid: 'A' }),
});

onEachServer((server) => {
	let database: TestDatabase;
	let childId: number;
	beforeAll(async () => (database = await makeDatabase(server)));
	afterAll(async () => await database.drop());
	beforeEach(async () => {
		await emptyTables(database.query);
		childId = (await work(database.db, known)).bookings[0]?.leadId ?? 0;
	});

	const token = async () => (await personalLink(database.db, { email: child }, page)).token;
	const leads = async () =>
		await database.query('SELECT id, email, first_name, phone FROM leads ORDER BY id');
	const bookingsOf = async (leadId: number) =>
		(
			await database.query(
				'SELECT external_booking_id AS uid FROM bookings WHERE lead_id = ? ORDER BY id',
				[leadId],
			)
		).map(({ uid }) => uid);
	const bodies = async () =>
		(await database.query('SELECT lead_id, subject, body FROM activities ORDER BY position')).slice(
			1,
		);
	const deliver = async (...all: Json[]) => {
		for (const body of all) await work(database.db, read(body));
	};

	it('makes a link that keeps what the address says, and names no one', async () => {
		const { url, token: made, leadId } = await personalLink(database.db, { id: childId }, page);
		const { searchParams } = new URL(url);
		expect([leadId, searchParams.get('metadata[lead]'), searchParams.get('duration')]).toEqual([
			...[childId, made, '30'],
		]);
		expect(made).toMatch(/^[0-9a-z]+\.[\w-]{22}$/);
		expect(await token()).toBe(made);
		await expect(personalLink(database.db, { id: 999_999 }, page)).rejects.toMatchObject({
			code: 'not-found',
		});
	});

	it('ties the booking to the known lead, and changes nothing about that lead', async () => {
		const before = await leads();
		await deliver(life({ lead: await token() }).created);
		expect(await leads()).toEqual(before);
		expect(await bookingsOf(childId)).toEqual(['own', 'A']);
		expect(await bodies()).toEqual([
			expect.objectContaining({ lead_id: childId, subject: 'Level Check Booked' }),
		]);
	});

	it('leads to the same rows in every order, with repeats', async () => {
		const { created, moved, cancelled } = life({ lead: await token() });
		const run = async (order: readonly Json[]) => {
			await emptyTables(database.query);
			await database.query('INSERT INTO leads (id, email) VALUES (?, ?)', [childId, child]);
			await deliver(...order);
			return await outcome(database.query);
		};
		const all = [created, moved, cancelled];
		const expected = await run(all);
		expect(expected.bookings).toMatchObject([{ external_booking_id: 'B', lead_is: child }]);
		expect(expected.leads).toHaveLength(1);
		for (const order of permutations(all)) {
			expect(await run([...order, ...order.slice(0, 1)])).toEqual(expected);
		}
	});

	it('ends in the same bookings whatever arrives first, even what does not repeat the link', async () => {
		const { created, ended } = life({ lead: await token() });
		const rejected = variant('booking_rejected', at(1), { uid: 'A' });
		for (const order of permutations([created, rejected, ended])) {
			await emptyTables(database.query);
			await database.query('INSERT INTO leads (id, email) VALUES (?, ?)', [childId, child]);
			await deliver(...order);
			expect(await bookingsOf(childId)).toEqual(['A']);
			const { timeline } = await outcome(database.query);
			expect([...new Set(timeline.map((line) => line['lead_is']))]).toEqual([child]);
		}
	});

	it('a link that was not made here, or belongs to no one, is ignored and said', async () => {
		const right = await token();
		const [id = '', signature = ''] = right.split('.');
		const other = `${(childId + 1).toString(36)}.${signature}`;
		const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
		const wrong = [other, `${id}.${flipped}`, `${id}.`, id, `${right} `.repeat(2), 'x'.repeat(500)];
		for (const [index, lead] of wrong.entries()) {
			const metadata = { lead };
			await deliver(variant('booking_created.basic', at(index), { uid: `w${index}`, metadata }));
		}
		expect(await bookingsOf(childId)).toEqual(['own']);
		const said = (await bodies()).map(({ body }) => String(body).split('\n').at(-1));
		expect(said).toEqual(
			wrong.map(() => 'The personal link used for this booking is not valid, so it was ignored.'),
		);
		expect(await leads()).toHaveLength(2);
	});

	it.each([7, { a: 1 }, null, ['x'], true])(
		'metadata of another shape (%j) says nothing',
		async (lead) => {
			await deliver(variant('booking_created.basic', at(0), { uid: 'A', metadata: { lead } }));
			const [line] = await bodies();
			expect(line?.['body']).not.toContain('personal link');
			expect(await bookingsOf(childId)).toEqual(['own']);
		},
	);

	it('the link of an erased person leads to no one, even for news about their booking', async () => {
		const { created, moved } = life({ lead: await token() });
		await deliver(created);
		await eraseLead(database.db, child);
		await deliver(moved);
		expect(await bookingsOf(childId)).toHaveLength(2);
		const again = variant('booking_created.basic', at(60), {
			uid: 'C',
			metadata: (created['payload'] as Json)['metadata'],
		});
		await deliver(again);
		expect(await bookingsOf(childId)).toHaveLength(2);
		expect((await leads()).map(({ email }) => email)).toEqual([null, parent]);
		expect((await bodies()).at(-1)?.['body']).toContain('The personal link');
	});

	it('erasing the person who booked leaves the appointment with its lead', async () => {
		await deliver(life({ lead: await token() }).created);
		await database.query('UPDATE bookings SET webhook_payload = ? WHERE external_booking_id = ?', [
			...[JSON.stringify({ email: parent }), 'A'],
		]);
		await eraseLead(database.db, parent);
		expect(await bookingsOf(childId)).toEqual(['own', 'A']);
		const rows = await database.query('SELECT webhook_payload AS body FROM bookings');
		expect(JSON.stringify(rows)).not.toContain(parent);
	});

	it('of an erasure and a booking by the link at the same time, one comes after the other', async () => {
		const { created } = life({ lead: await token() });
		await Promise.all([deliver(created), eraseLead(database.db, child)]);
		const [lead] = await leads();
		expect(lead).toMatchObject({ id: childId, email: null, first_name: 'Erased' });
		const texts = await database.query(
			'SELECT title, webhook_payload FROM bookings WHERE lead_id = ?',
			[childId],
		);
		for (const row of texts) expect(row).toEqual({ title: null, webhook_payload: null });
	});

	it('takes the source of the first contact from the address', async () => {
		const source = async (metadata: Json, minute: number) => {
			await deliver(variant('booking_created.basic', at(minute), { uid: `s${minute}`, metadata }));
			const [row] = await database.query('SELECT source_detail FROM leads WHERE email = ?', [
				parent,
			]);
			return row?.['source_detail'];
		};
		expect(await source({ utm_source: 'newsletter' }, 30)).toBe('newsletter');
		expect(await source({ source: 'open day' }, 40)).toBe('newsletter');
		expect(await source({ utm_source: 'ads', source: 'flyer' }, 20)).toBe('flyer');
		expect(await source({}, 10)).toBe('website_direct');
	});

	it('in a class, whose people share one metadata, the link says nothing', async () => {
		const metadata = { lead: await token(), source: 'flyer' };
		await deliver(variant('booking_created.seat_first', at(0), { metadata }));
		expect(await bookingsOf(childId)).toEqual(['own']);
		const rows = await database.query('SELECT source_detail FROM leads ORDER BY id');
		expect(rows.at(-1)).toEqual({ source_detail: 'website_direct' });
	});
});
