import { DateTime } from 'luxon';

import { migrateDatabase } from '../../nodes/core/services/migrateDatabase';
import { digestOf } from '../../nodes/core/services/digest';
import { editFields } from '../support/editFields';
import { below, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';
import { runFrom } from '../support/n8nCore';
import { exported } from '../support/workflowFiles';

const json = exported('daily-digest.json');
const zone = 'Europe/Amsterdam';
let mtl: Mtl;
beforeEach(async () => (mtl = await startMtl()));
afterEach(async () => await mtl.close());

/** The mail as the workflow writes it on this database now. */
async function mail(): Promise<{ subject: string; html: string }> {
	const short = {
		...json,
		// n8n's own nodes after this one are not part of n8n-core.
		connections: { 'Every Afternoon': json.connections['Every Afternoon'] as never },
	};
	const instance = { json: short, credentials: mtl.credentials, mode: 'trigger' as const };
	const run = await runFrom(instance, 'Every Afternoon', [[{ json: {} }]]);
	expect(run.error).toBeNull();
	const [item] = run.sent('Tomorrow');
	return editFields(json, 'Write the Mail', item?.json ?? {}) as never;
}
const save = async (uid: string, startsAt: string, more: object = {}) =>
	await outOf(
		mtl.step(
			'booking.createOrUpdate',
			below({ uid, startsAt, email: `${uid}@example.com`, firstName: uid, ...more }),
		),
	);
const tomorrowAt = (hour: number) =>
	DateTime.now().setZone(zone).plus({ days: 1 }).set({ hour, minute: 5 }).toISO() ?? '';
const assign = async (uid: string, teacher: string) => {
	await mtl.database.query('INSERT INTO users (name) VALUES (?)', [teacher]);
	await mtl.database.query(
		'UPDATE bookings SET assigned_teacher_id = LAST_INSERT_ID() WHERE external_booking_id = ?',
		[uid],
	);
};

describe('the workflow "Daily digest"', () => {
	it("lists tomorrow's bookings, those without a teacher first, and what is in quarantine", async () => {
		await save('early', tomorrowAt(9));
		await save('late', tomorrowAt(15));
		await assign('early', 'Anna');
		await save('today', DateTime.now().setZone(zone).endOf('day').toISO() ?? '');
		await save(
			'after',
			DateTime.now().setZone(zone).plus({ days: 2 }).startOf('day').toISO() ?? '',
		);
		await save('gone', tomorrowAt(10));
		await outOf(mtl.step('booking.cancel', below({ uid: 'gone' })));
		await mtl.database.query(
			`INSERT INTO webhook_events (provider, event_type, status, error_message, payload, dedupe_key)
			VALUES ('cal.com', 'BOOKING_CREATED', 'quarantined', 'Title is too long.', '{"secret":1}', UUID())`,
		);
		const { subject, html } = await mail();
		const day = DateTime.now().setZone(zone).plus({ days: 1 }).toFormat('cccc yyyy-MM-dd');
		expect(subject).toBe(`${day}: 2 booking(s), 1 without a teacher, 1 event(s) in quarantine`);
		expect(html.match(/\d\d:05/g)).toEqual(['15:05', '09:05']);
		expect(html).toContain('<b>No teacher yet</b>');
		expect(html).toContain('<bdi>Anna</bdi>');
		expect(html).toContain('<bdi>BOOKING_CREATED</bdi>: <bdi>Title is too long.</bdi>');
		expect(html).not.toContain('secret');
	});

	it("is about the school's day unless a time zone is chosen", async () => {
		const { db } = mtl.database;
		const of = async (timeZone: string | null) =>
			(await digestOf(db, { now: new Date(), inDays: 1, timeZone })).timeZone;
		await migrateDatabase(db, () => {}, 'Pacific/Auckland');
		expect(await of(null)).toBe('Pacific/Auckland');
		expect(await of('UTC')).toBe('UTC');
		await migrateDatabase(db, () => {}, zone);
		expect(await of(null)).toBe(zone);
	});

	it('says so on a day without bookings', async () => {
		const { subject, html } = await mail();
		expect(subject).toMatch(/^[A-Z][a-z]+day [\d-]{10}: 0 booking\(s\)$/);
		expect(html).toMatch(/<\/h1><p>No bookings\.<\/p>$/);
	});

	it.each([
		'<script>alert(1)</script>',
		'</title></td></table><img src=x onerror=alert(1)>',
		`"' onmouseover='x`,
		'\u202egnisrever',
		'${$json.subject} {{ $json }} $& $1',
		'&lt;b&gt;',
		'x'.repeat(500),
	])('shows a name like %j as text', async (name) => {
		await save('odd', tomorrowAt(9), { firstName: name, lastName: name, title: name });
		await mtl.database.query('UPDATE bookings SET booking_type = ?', [name.slice(0, 60)]);
		await assign('odd', name.slice(0, 200));
		const { html } = await mail();
		const tags = new Set([...html.matchAll(/<\/?([^\s>]+)[^>]*>/g)].map(([, tag]) => tag));
		expect([...tags].sort()).toEqual(['bdi', 'br', 'h1', 'table', 'td', 'th', 'tr']);
		const read = html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
		expect(read).toContain(`<bdi>${name} ${name}</bdi>`);
		expect(html.match(/<bdi>/g)).toHaveLength(html.match(/<\/bdi>/g)?.length ?? 0);
	});

	it('gives a person without name, email and type their line', async () => {
		await save('bare', tomorrowAt(9));
		await mtl.database.query(
			'UPDATE bookings SET lead_id = NULL, booking_type = NULL, title = NULL',
		);
		expect((await mail()).html).toContain('<td></td><td><bdi></bdi></td>');
	});

	it.each([
		['2026-03-28T16:00:00Z', '2026-03-29', 'Sunday', ['00:00', '03:30', '23:59']],
		['2026-10-24T15:00:00Z', '2026-10-25', 'Sunday', ['00:00', '02:30', '02:30', '23:59']],
	])('has the whole day when the clocks change (%s)', async (now, date, weekday, times) => {
		const spring = ['2026-03-28T23:00Z', '2026-03-29T01:30Z', '2026-03-29T21:59Z'];
		const autumn = [
			'2026-10-24T22:00Z',
			'2026-10-25T00:30Z',
			'2026-10-25T01:30Z',
			'2026-10-25T22:59Z',
		];
		const outside = [
			'2026-03-28T22:59Z',
			'2026-03-29T22:00Z',
			'2026-10-24T21:59Z',
			'2026-10-25T23:00Z',
		];
		for (const [at, start] of [...spring, ...autumn, ...outside].entries()) {
			await save(`b${at}`, start);
		}
		const digest = await digestOf(mtl.database.db, {
			now: new Date(now),
			inDays: 1,
			timeZone: zone,
		});
		expect(digest).toMatchObject({ date, weekday, withoutTeacher: times.length });
		expect(digest.bookings.map(({ time }) => time)).toEqual(times);
	});
});
