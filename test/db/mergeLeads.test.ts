import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { changeBooking, versionOf } from '../../nodes/core/services/desk/changeBooking';
import { mergeLeads } from '../../nodes/core/services/desk/mergeLeads';
import { readBooking, readMerge, readPerson, search } from '../../nodes/core/services/desk/pages';
import { personalLink } from '../../nodes/core/services/personalLink';
import { findLead } from '../../nodes/core/services/queries';
import { saveBooking } from '../../nodes/core/services/saveBooking';
import { permutations } from '../domain/moments';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { read, variant } from '../support/events';
import { emptyTables, work } from './deliver';
import { outcome } from './outcome';

type Json = Record<string, unknown>;

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 8, minute)).toISOString();
const by = { email: 'olga@school.example', name: 'Olga' };
const mail = (who: string) => `${who}@kunde.example`;
const of = (
	who: string,
	uid: string,
	minute: number,
	more: Json = {},
	name = 'booking_created.basic',
) =>
	read(
		variant(name, at(minute), {
			uid,
			attendees: [{ name: `${who} Little`, email: mail(who), timeZone: 'UTC' }],
			responses: { email: { value: mail(who) }, name: { value: `${who} Little` } },
			...more,
		}),
	);
const moved = (who: string, from: string, uid: string, minute: number) =>
	of(
		who,
		uid,
		minute,
		{ rescheduleUid: from, startTime: '2026-11-20T10:00:00Z' },
		'booking_rescheduled',
	);

onEachServer((server) => {
	let database: TestDatabase;
	let keep: number;
	let other: number;
	const id = async (who: string) => (await findLead(database.db, { email: mail(who) }))?.id ?? 0;
	const seen = async () => (await readMerge(database.db, keep, other)).seen;
	const merge = async () => await mergeLeads(database.db, { keep, other, seen: await seen(), by });
	const leads = async () =>
		await database.query('SELECT id, first_name, last_name, email, phone FROM leads ORDER BY id');
	const owners = async () =>
		(
			await database.query(
				'SELECT external_booking_id AS uid, lead_id FROM bookings ORDER BY external_booking_id',
			)
		).map((row) => [row['uid'], row['lead_id']]);
	const lines = async () =>
		await database.query('SELECT lead_id, booking_id, subject, body FROM activities ORDER BY id');

	beforeAll(async () => {
		database = await makeDatabase(server);
		await database.query('ALTER TABLE leads ADD native_language VARCHAR(40) NULL');
		await database.query('ALTER TABLE bookings ADD goal VARCHAR(40) NULL');
	});
	afterAll(async () => await database.drop());
	beforeEach(async () => {
		await emptyTables(database.query);
		await database.query('DELETE FROM mtl_answers');
		await database.query('DELETE FROM mtl_lead_aliases');
		await work(database.db, of('ada', 'A', 0));
		await work(database.db, of('adele', 'B', 5, { smsReminderNumber: '+31611111111' }));
		[keep, other] = [await id('ada'), await id('adele')];
	});

	it('moves bookings and timeline, fills what is missing, and says who was merged by whom', async () => {
		await database.query('UPDATE leads SET phone = NULL, phone_stamp = NULL WHERE id = ?', [keep]);
		expect(await merge()).toEqual({ leadId: keep, mergedId: other, bookings: 1 });
		expect(await owners()).toEqual([
			['A', keep],
			['B', keep],
		]);
		const [first, second] = await leads();
		expect(first).toMatchObject({
			first_name: 'ada',
			email: mail('ada'),
			phone: expect.any(String),
		});
		expect(second).toMatchObject({
			...{ first_name: 'Merged', last_name: `into ${keep}`, email: null, phone: null },
		});
		const all = await lines();
		expect(all.map((line) => line['lead_id'])).toEqual([keep, keep, keep]);
		expect(all.at(-1)).toMatchObject({ subject: 'Merged', booking_id: null });
		expect(all.at(-1)?.['body']).toMatch(
			/^adele Little, adele@kunde\.example, .*\(lead \d+\) is the same person\. 1 booking\(s\) moved here\.\nBy Olga \(olga@school\.example\)$/,
		);
	});

	it('the next booking by either address, and news of the old ones, find the kept lead', async () => {
		await merge();
		const before = (await leads()).length;
		for (const event of [
			of('adele', 'C', 30),
			of('ada', 'D', 31),
			moved('adele', 'B', 'B2', 32),
			of('adele', 'B2', 33, {}, 'booking_cancelled'),
		])
			await work(database.db, event);
		expect(await owners()).toEqual(['A', 'B2', 'C', 'D'].map((uid) => [uid, keep]));
		expect(await leads()).toHaveLength(before);
		expect((await leads())[0]).toMatchObject({ email: mail('ada'), first_name: 'adele' });
		expect(new Set((await lines()).map((line) => line['lead_id']))).toEqual(new Set([keep]));
		expect(await id('adele')).toBe(keep);
		expect((await search(database.db, mail('adele'))).length).toBe(4);
		const page = await readPerson(database.db, other);
		expect([page.lead.id, page.otherAddresses]).toEqual([keep, [mail('adele')]]);
	});

	it('leads to the same rows whenever the events arrive after the merge', async () => {
		const news = [
			moved('adele', 'B', 'B2', 32),
			of('adele', 'C', 30),
			of('adele', 'B2', 33, {}, 'booking_cancelled'),
		];
		const results: unknown[] = [];
		for (const order of permutations(news)) {
			await emptyTables(database.query);
			await database.query('DELETE FROM mtl_lead_aliases');
			await work(database.db, of('ada', 'A', 0));
			await work(database.db, of('adele', 'B', 5));
			[keep, other] = [await id('ada'), await id('adele')];
			await merge();
			for (const event of [...order, ...order.slice(0, 1)]) await work(database.db, event);
			const { bookings, timeline } = await outcome(database.query);
			results.push([
				bookings,
				timeline
					.filter(({ type }) => type !== 'desk')
					.map(({ subject, lead_is }) => [subject, lead_is]),
			]);
		}
		for (const one of results) expect(one).toEqual(results[0]);
	});

	it('a lead merged into a merged one is found too, and links lead to the last', async () => {
		await work(database.db, of('aida', 'E', 7));
		const link = await personalLink(database.db, { id: other }, new URL('https://cal.example/x'));
		await merge();
		[other, keep] = [keep, await id('aida')];
		await merge();
		await work(database.db, of('adele', 'F', 40));
		const metadata = { lead: link.token };
		await work(database.db, of('parent', 'G', 41, { metadata }));
		expect(new Set((await owners()).map(([, lead]) => lead))).toEqual(new Set([keep]));
		expect(await owners()).toHaveLength(5);
		expect((await leads()).filter(({ email }) => email !== null)).toHaveLength(1);
	});

	it('keeps what a person did to a booking before, and lets them go on', async () => {
		const bookingId = Number(
			(await database.query("SELECT id FROM bookings WHERE external_booking_id = 'B'"))[0]?.['id'],
		);
		const edit = async (levelFound: string) => {
			const { booking } = await readBooking(database.db, bookingId);
			const edits = { status: 'completed' as const, levelFound };
			const change = { bookingId, seen: versionOf(booking), edits, subject: 'x', body: '', by };
			return await changeBooking(database.db, change);
		};
		await edit('B1');
		await merge();
		expect(await edit('B2')).toMatchObject({ lead_id: keep, level_found: 'B2' });
	});

	it('changes nothing if one of the two was changed meanwhile, or is gone', async () => {
		const before = await seen();
		await work(database.db, of('adele', 'C', 30));
		const old = mergeLeads(database.db, { keep, other, seen: before, by });
		await expect(old).rejects.toMatchObject({ code: 'changed' });
		const version = await seen();
		await merge();
		const again = mergeLeads(database.db, { keep, other, seen: version, by });
		await expect(again).rejects.toMatchObject({ code: 'not-found' });
		const self = mergeLeads(database.db, { keep, other: keep, seen: version, by });
		await expect(self).rejects.toMatchObject({ code: 'not-found' });
	});

	it('of two people who merge in opposite directions at once, one does', async () => {
		const there = await seen();
		const back = (await readMerge(database.db, other, keep)).seen;
		const ended = await Promise.allSettled([
			mergeLeads(database.db, { keep, other, seen: there, by }),
			mergeLeads(database.db, { keep: other, other: keep, seen: back, by }),
		]);
		expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect((await leads()).filter(({ email }) => email !== null)).toHaveLength(1);
	});

	it('loses nothing of deliveries of either person that run at the same time', async () => {
		for (let round = 0; round < 8; round++) {
			await emptyTables(database.query);
			await database.query('DELETE FROM mtl_lead_aliases');
			await work(database.db, of('ada', 'A', 0));
			await work(database.db, of('adele', 'B', 5));
			[keep, other] = [await id('ada'), await id('adele')];
			const version = await seen();
			const [merged] = await Promise.allSettled([
				mergeLeads(database.db, { keep, other, seen: version, by }),
				work(database.db, of('adele', 'C', 30)),
				work(database.db, moved('adele', 'B', 'B2', 31)),
				work(database.db, of('ada', 'D', 32)),
				work(database.db, of('adele', 'E', 33)),
			]);
			const found = await owners();
			expect(found.map(([uid]) => uid)).toEqual(['A', 'B2', 'C', 'D', 'E']);
			const living = (await leads())
				.filter(({ email }) => email !== null)
				.map((lead) => lead['id']);
			// A booking that came first is a change that the person has not seen.
			const isMerged = merged.status === 'fulfilled';
			if (!isMerged) expect(merged.reason).toMatchObject({ code: 'changed' });
			expect(living).toEqual(isMerged ? [keep] : [keep, other]);
			for (const [, lead] of found) expect(living).toContain(lead);
			for (const line of await lines()) expect(living).toContain(line['lead_id']);
		}
	});

	it.each(['ada', 'adele'])('erasing by the address of %s erases both, for good', async (who) => {
		await merge();
		await work(database.db, of('adele', 'C', 30));
		await eraseLead(database.db, mail(who));
		for (const table of [
			'leads',
			'bookings',
			'activities',
			'booking_history',
			'mtl_lead_aliases',
		]) {
			const rows = JSON.stringify(await database.query(`SELECT * FROM ${table}`));
			for (const word of ['ada@', 'adele@', 'Little', 'adele'])
				expect([table, rows.includes(word)]).toEqual([table, false]);
		}
		const later = {
			iCalUID: 'new@cal.example',
			startTime: '2028-01-03T10:00:00Z',
			endTime: '2028-01-03T10:30:00Z',
		};
		const before = (await leads()).length;
		await work(database.db, moved('adele', 'C', 'C2', 31));
		await work(database.db, of('adele', 'Z', 2));
		expect(await leads()).toHaveLength(before);
		expect(await database.query('SELECT * FROM mtl_lead_aliases')).toEqual([]);
		await work(database.db, of('adele', 'new', 60 * 24 * 200, later));
		expect((await leads()).filter(({ email }) => email !== null)).toMatchObject([
			{ email: mail('adele') },
		]);
	});

	it('an erasure and a merge at the same time leave nothing of the person', async () => {
		for (const who of ['ada', 'adele']) {
			const version = await seen();
			await Promise.allSettled([
				eraseLead(database.db, mail(who)),
				mergeLeads(database.db, { keep, other, seen: version, by }),
			]);
			const erased = JSON.stringify(await database.query('SELECT * FROM leads'));
			expect(erased).not.toContain(mail(who));
			const aliases = await database.query('SELECT alias FROM mtl_lead_aliases');
			expect(JSON.stringify(aliases)).not.toContain(mail(who));
			await emptyTables(database.query);
			await database.query('DELETE FROM mtl_lead_aliases');
			await work(database.db, of('ada', 'A', 0));
			await work(database.db, of('adele', 'B', 5));
			[keep, other] = [await id('ada'), await id('adele')];
		}
	});

	it('moves the answers in columns of the school, the newest of each', async () => {
		const answerColumns = [
			{ question: 'lang', table: 'leads' as const, column: 'native_language' },
		];
		const answer = (value: string) => ({ userFieldsResponses: { lang: { value } } });
		await saveBooking(database.db, of('ada', 'C', 20, answer('older')), { answerColumns });
		await saveBooking(database.db, of('adele', 'D', 30, answer('newer')), { answerColumns });
		await merge();
		expect(await database.query('SELECT native_language AS it FROM leads ORDER BY id')).toEqual([
			{ it: 'newer' },
			{ it: null },
		]);
		await saveBooking(database.db, of('adele', 'E', 25, answer('between')), { answerColumns });
		expect(
			(await database.query('SELECT native_language AS it FROM leads ORDER BY id'))[0],
		).toEqual({
			it: 'newer',
		});
	});

	it('leaves the answers of bookings with their bookings, until newer ones come or the person is erased', async () => {
		const answerColumns = [
			{ question: 'goal', table: 'bookings' as const, column: 'goal' },
			{ question: 'goal', table: 'leads' as const, column: 'native_language' },
		];
		const answered = async (uid: string, minute: number, value: string) =>
			await saveBooking(
				database.db,
				of('adele', uid, minute, { userFieldsResponses: { goal: { value } } }),
				{ answerColumns },
			);
		const goals = async () =>
			await database.query(
				'SELECT external_booking_id AS uid, lead_id, goal FROM bookings WHERE goal IS NOT NULL ORDER BY uid',
			);
		await answered('C', 20, 'exam');
		await merge();
		expect(await goals()).toEqual([{ uid: 'C', lead_id: keep, goal: 'exam' }]);
		await answered('D', 30, 'work');
		await answered('C', 10, 'older');
		expect(await goals()).toEqual([
			{ uid: 'C', lead_id: keep, goal: 'exam' },
			{ uid: 'D', lead_id: keep, goal: 'work' },
		]);
		await eraseLead(database.db, 'adele@kunde.example');
		expect(await goals()).toEqual([]);
		expect(await database.query('SELECT native_language FROM leads WHERE id = ?', [keep])).toEqual([
			{ native_language: null },
		]);
		expect(await database.query('SELECT * FROM mtl_answers')).toEqual([]);
	});

	it('offers the same phone number, and the same name made within a month', async () => {
		const named = async (
			firstName: string,
			lastName: string,
			days: number,
			phone: string | null,
		) => {
			await database.query(
				'INSERT INTO leads (first_name, last_name, email, phone, created_at) VALUES (?, ?, UUID(), ?, UTC_TIMESTAMP(3) - INTERVAL ? DAY)',
				[firstName, lastName, phone, days],
			);
			return (await database.query('SELECT MAX(id) AS id FROM leads'))[0]?.['id'];
		};
		await database.query("UPDATE leads SET phone = '+31600000000' WHERE id = ?", [keep]);
		const near = await named('ADA', 'little', 20, null);
		const phone = await named('Other', 'Name', 500, '+31600000000');
		await named('ada', 'Little', 40, null);
		await named('ada', 'Large', 0, null);
		const { possibleDuplicates } = await readPerson(database.db, keep);
		expect(possibleDuplicates.map((one) => one.id).sort()).toEqual([near, phone].sort());
	});
});
