import { placesOf } from '../support/everyColumn';
import { variant } from '../support/events';
import type { Execution } from '../support/n8nCore';
import { databaseCredential, runStep } from '../support/n8nCoreNode';
import { hiddenWords, planted, plantedBody, plantedWords } from '../support/planted';
import { type Bookings, startBookings } from '../support/workflowRun';

const told = [
	['booking_requested', 0],
	['booking_created.basic', 1],
	['booking_rescheduled', 2],
	['booking_cancelled', 3],
	['booking_rejected', 4],
	['meeting_ended', 5],
	['booking_paid', 6],
] as const;
const bodyOf = ([name, hour]: readonly [string, number]) =>
	plantedBody(name, `2026-11-06T0${hour}:00:00.000Z`, { uid: `life-${hour}` });

let bookings: Bookings;
const query = async (sql: string) => await bookings.database.query(sql);
const places = async (words: RegExp) =>
	await placesOf(async (sql, values) => await bookings.database.query(sql, values), words);
/** An execution's errors, as shown to people and in n8n's own store; not its items. */
const errorsOf = ({ run, error }: Execution) => {
	const { resultData } = run.data;
	const ofNodes = Object.values(resultData.runData).flatMap((runs) => runs.map((one) => one.error));
	const all = [resultData.error, ...ofNodes].filter(Boolean);
	const shown = all.map((one) => [one?.message, one?.description, one?.stack, String(one?.cause)]);
	return JSON.stringify([error, shown, all]);
};

beforeEach(async () => {
	bookings = await startBookings();
});
afterEach(async () => await bookings.close());

describe("a person's data in the workflow", () => {
	it('contains no password, one-time code or access link, in any column', async () => {
		for (const one of told) {
			expect(JSON.stringify(bodyOf(one))).toMatch(hiddenWords);
			await bookings.webhook.post(bodyOf(one));
		}
		await bookings.webhook.post(`password=sesame&token=sesame`, {
			'content-type': 'text/plain',
		});
		const [{ n } = {}] = await query('SELECT COUNT(*) AS n FROM webhook_events');
		expect(n).toBe(told.length + 1);
		expect(await places(plantedWords)).not.toEqual([]);
		expect(await places(hiddenWords)).toEqual([]);
		for (const { run } of await bookings.webhook.executions()) {
			expect(JSON.stringify(run)).not.toMatch(hiddenWords);
		}
	});

	it('is gone after Lead: Erase, from every column of every table', async () => {
		for (const one of told) await bookings.webhook.post(bodyOf(one));
		const other = variant('booking_created.basic', '2026-11-06T08:00:00.000Z', { uid: 'other' });
		await bookings.webhook.post(other);
		await bookings.webhook.executions();
		const parameters = { resource: 'lead', operation: 'erase', email: planted.email };
		const credentials = { mtlDatabaseApi: databaseCredential(bookings.database) };
		const execution = await runStep({ credentials, parameters });
		expect(execution.sent('Step').map(({ json }) => json)).toEqual([
			{ leadId: 1, bookings: told.length - 1, events: told.length },
		]);
		expect(await places(plantedWords)).toEqual([]);
		expect(await query('SELECT status, COUNT(*) AS n FROM webhook_events GROUP BY 1')).toEqual([
			{ status: 'ignored', n: 1 },
			{ status: 'processed', n: told.length },
		]);
		for (const one of told) {
			expect(await bookings.webhook.post(bodyOf(one))).toMatchObject({
				status: 200,
				body: { status: one[0] === 'booking_paid' ? 'ignored' : 'duplicate' },
			});
		}
		const later = plantedBody('booking_rescheduled', '2026-11-06T09:00:00.000Z', {
			uid: 'later',
			rescheduleUid: 'life-2',
		});
		const executions = (await bookings.webhook.executions()).length;
		expect(await bookings.webhook.post(later)).toMatchObject({ body: { status: 'ignored' } });
		expect(await bookings.webhook.executions()).toHaveLength(executions);
		expect(await places(plantedWords)).toEqual([]);
	});
});

describe('a value that the database refuses', () => {
	it.each([
		['a name that is too long', 'leads MODIFY first_name VARCHAR(3)', 'first_name'],
		['a name where a number is expected', 'leads MODIFY first_name INT', 'first_name'],
		['a phone that is too long', 'leads MODIFY phone VARCHAR(3)', 'phone'],
		['notes that are too long', 'leads MODIFY activity_notes VARCHAR(3)', 'activity_notes'],
		[
			'a title in another alphabet',
			'bookings MODIFY title VARCHAR(99) CHARACTER SET latin1',
			'title',
		],
		['a body that is too long', 'bookings MODIFY webhook_payload VARCHAR(9)', 'webhook_payload'],
		['a status that is not in a list', "bookings MODIFY status ENUM('open') NOT NULL", 'status'],
		['a line where a number is expected', 'activities MODIFY body INT', 'body'],
		['a check of their own', "leads ADD CHECK (email NOT LIKE 'planted%')", null],
		['a key of their own', 'bookings ADD UNIQUE KEY own (title(8))', null],
	])('is quoted nowhere: %s', async (_, change, column) => {
		await bookings.webhook.post(bodyOf(['booking_created.basic', 1]));
		await bookings.webhook.executions();
		for (const table of ['activities', 'bookings', 'leads', 'booking_references', 'webhook_events'])
			await query(`DELETE FROM ${table}`);
		if (column === null && change.includes('UNIQUE')) {
			await query("INSERT INTO bookings (title) VALUES ('Planted 課')");
		}
		await query(`ALTER TABLE ${change}`);
		const body = plantedBody('booking_created.basic', '2026-11-06T08:00:00.000Z', {
			uid: 'refused',
			title: 'Planted 課 level check',
		});
		const answer = await bookings.webhook.post(body);
		const [execution] = (await bookings.webhook.executions()).slice(-1);
		expect(answer).toMatchObject({ status: 500, body: { status: 'failed' } });
		if (column) expect(answer.body['reason']).toContain(column);
		const [row] = await query("SELECT error_message FROM webhook_events WHERE status = 'failed'");
		const said = JSON.stringify([answer, row, execution?.answers]);
		expect(said + (execution ? errorsOf(execution) : '')).not.toMatch(plantedWords);
	});
});
