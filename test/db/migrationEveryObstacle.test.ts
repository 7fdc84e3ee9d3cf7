import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkDatabase } from '../../nodes/core/db/migration/check';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { ownViews } from '../../nodes/core/db/migration/view';
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
			...[
				'booking_references',
				'booking_history',
				'mtl_erasures',
				'mtl_lead_aliases',
				'mtl_answers',
				'mtl_keys',
				'mtl_settings',
				'mtl_leases',
				'mtl_calcom_accounts',
				'mtl_schema',
			].map((table) => `The table ${table} is missing.`),
			...ownViews.map(({ name }) => `The view ${name} is missing.`),
		]);
		expect(await migrate(database.db)).toBeGreaterThan(20);
		expect(await checkDatabase(database.db)).toMatchObject({ ready: true, problems: [] });
		await deliver(database.db, fixture('booking_created.basic'));
		expect(
			await database.query('SELECT status, email FROM bookings b JOIN leads l ON l.id = b.lead_id'),
		).toEqual([{ status: 'scheduled', email: 'mara.oeztuerk@kunde.example' }]);
	});

	it('lists and mends tables whose ids are UUIDs, and keeps who belongs to whom', async () => {
		const app = await makeDatabase(server, false);
		try {
			for (const statement of uuidApp) await app.query(statement);
			await expect(migrate(app.db)).rejects.toThrow('leads.id must be a whole number');
			const { problems } = await checkDatabase(app.db);
			for (const statement of statementsIn(problems)) await app.query(statement);
			await migrate(app.db);
			expect(await checkDatabase(app.db)).toMatchObject({ ready: true, problems: [] });
			expect(
				await app.query(`SELECT l.old_id AS lead_id, b.old_id AS booking_id FROM activities a
					JOIN leads l ON l.id = a.lead_id JOIN bookings b ON b.id = a.booking_id AND b.lead_id = l.id`),
			).toEqual([{ lead_id: 'lead-b', booking_id: 'booking' }]);
			await deliver(app.db, fixture('booking_created.basic'));
			expect(await app.query('SELECT status FROM bookings WHERE old_id IS NULL')).toEqual([
				{ status: 'scheduled' },
			]);
		} finally {
			await app.drop();
		}
	});
});

/** An app that makes its ids itself. */
const uuidApp = [
	'CREATE TABLE leads (id CHAR(36) PRIMARY KEY, email VARCHAR(255) NULL, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL)',
	`CREATE TABLE bookings (id CHAR(36) PRIMARY KEY, lead_id CHAR(36) NULL, created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL,
		FOREIGN KEY (lead_id) REFERENCES leads (id))`,
	`CREATE TABLE activities (id CHAR(36) PRIMARY KEY, lead_id CHAR(36) NOT NULL, booking_id CHAR(36) NULL, type VARCHAR(50) NOT NULL,
		FOREIGN KEY (lead_id) REFERENCES leads (id), FOREIGN KEY (booking_id) REFERENCES bookings (id))`,
	"INSERT INTO leads (id, email) VALUES ('lead-a', 'a@kunde.example'), ('lead-b', 'b@kunde.example')",
	"INSERT INTO bookings (id, lead_id) VALUES ('booking', 'lead-b')",
	"INSERT INTO activities (id, lead_id, booking_id, type) VALUES ('line', 'lead-b', 'booking', 'call')",
];
