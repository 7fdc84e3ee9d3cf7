import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkDatabase } from '../../nodes/core/db/migration/check';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture } from '../support/events';
import { projectFolder } from '../support/pages';
import { deliver } from './deliver';
import { everyObstacle } from './everyObstacle';
import { statementsIn } from './mend';

const page = join(projectFolder, 'docs/install.md');
const listInPage = /(<!-- What check says, made by a test -->\n\n```text\n)([\s\S]*?)(```)/;

/** The same on every server. */
function portable(text: string): string {
	return text
		.replace(/\b((?:tiny|small)?int)\(\d+\)/g, '$1')
		.replace(/current_timestamp(\(\))?/gi, 'CURRENT_TIMESTAMP');
}

onEachServer((server) => {
	let database: TestDatabase;
	beforeEach(async () => {
		database = await makeDatabase(server, false);
		for (const statement of everyObstacle) await database.query(statement);
	});
	afterEach(async () => await database.drop());

	it('has its obstacles listed at once, in the documentation too, and mended by this list', async () => {
		const { message, problems, notes } = await checkDatabase(database.db);
		const list = portable(`${message}\nNotes:\n- ${notes.join('\n- ')}`);
		const text = readFileSync(page, 'utf8');
		if (process.env['MTL_WRITE_OBSTACLES']) {
			writeFileSync(
				page,
				text.replace(listInPage, (_all, before, _old, after) => `${before}${list}\n${after}`),
			);
		} else {
			expect(listInPage.exec(text)?.[2]).toBe(`${list}\n`);
		}
		expect(`${message} ${notes.join(' ')}`).not.toContain('kunde.example');

		for (const statement of statementsIn(problems)) await database.query(statement);
		await database.query("UPDATE leads SET email = 'b@kunde.example' WHERE id = 12");
		expect((await checkDatabase(database.db)).problems).toEqual([
			...['leads', 'bookings', 'activities', 'webhook_events'].map(
				(table) => `The table ${table} lacks columns or indexes.`,
			),
			...['booking_references', 'booking_history', 'mtl_leases', 'mtl_schema'].map(
				(table) => `The table ${table} is missing.`,
			),
			'The view upcoming_level_checks is missing.',
		]);
		expect(await migrate(database.db)).toBeGreaterThan(20);
		expect(await checkDatabase(database.db)).toMatchObject({ ready: true, problems: [] });
		await deliver(database.db, fixture('booking_created.basic'));
		expect(
			await database.query('SELECT status, email FROM bookings b JOIN leads l ON l.id = b.lead_id'),
		).toEqual([{ status: 'scheduled', email: 'mara.oeztuerk@kunde.example' }]);
	});
});
