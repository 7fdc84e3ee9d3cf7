import { fixture } from '../support/events';
import { editFields } from '../support/editFields';
import { runStep } from '../support/n8nCoreNode';
import { exported } from '../support/workflowFiles';
import { type Bookings, bookingTrigger, startBookings } from '../support/workflowRun';

let bookings: Bookings;
const rows = async () =>
	await bookings.database.query(
		'SELECT status, error_message, execution_id, next_attempt_at > UTC_TIMESTAMP(3) AS later, next_attempt_at <= UTC_TIMESTAMP(3) AS now FROM webhook_events',
	);
const deliver = async (name = 'booking_created.basic') => {
	const answer = await bookings.webhook.post(fixture(name));
	const execution = (await bookings.webhook.executions()).at(-1);
	if (!execution) throw new Error('No execution was started.');
	return { answer, execution };
};

beforeEach(async () => {
	bookings = await startBookings();
});
afterEach(async () => await bookings.close());

describe('a step that fails', () => {
	it.each([
		['leads', 'booking_created.basic', 'Save Booking'],
		['booking_history', 'booking_created.basic', 'Save Booking'],
		['activities', 'booking_created.basic', 'Log "Booked"'],
		['bookings', 'booking_rescheduled', 'Reschedule Booking'],
		['bookings', 'booking_cancelled', 'Cancel Booking'],
		['activities', 'booking_cancelled', 'Log "Cancelled"'],
		['bookings', 'meeting_ended', 'Update Booking'],
	])(
		'because the table %s is gone, on %s: 500, the reason on the row, a red execution (%s)',
		async (table, name, step) => {
			await bookings.database.query(`RENAME TABLE ${table} TO gone_${table}`);
			const { answer, execution } = await deliver(name);
			const reason = `${step}: The database lacks the table ${table} (1146). Run the operation Database: Migrate, or \`npx n8n-nodes-mtl migrate --url …\`.`;
			expect(answer).toEqual({ status: 500, body: { status: 'failed', event: 1, reason } });
			expect(await rows()).toMatchObject([{ status: 'failed', error_message: reason, later: 1 }]);
			expect(execution).toMatchObject({
				error: reason,
				answers: [{ statusCode: 500 }],
				run: { status: 'error' },
			});
			expect(execution.run.data.resultData.lastNodeExecuted).toBe(step);
		},
	);

	it('stops its branch: no later step runs, and the event is not finished', async () => {
		await bookings.database.query('RENAME TABLE booking_history TO gone');
		const { execution } = await deliver();
		for (const name of ['Save Booking', 'Log "Booked"', 'Finish Created'])
			expect(execution.sent(name)).toEqual([]);
		expect(await bookings.database.query('SELECT * FROM bookings')).toEqual([]);
	});
});

describe('a step removed from a branch', () => {
	it('is reported by Finish: 500, and the row says what is missing', async () => {
		const { connections } = bookings.instance.json;
		const after = connections['Save Booking']?.['main']?.[0] ?? [];
		connections[bookingTrigger]?.['main']?.splice(0, 1, after);
		const { answer } = await deliver();
		expect(answer).toMatchObject({
			status: 500,
			body: {
				reason: expect.stringContaining('Log "Booked": No Booking step ran before this one'),
			},
		});
		expect(await rows()).toMatchObject([{ status: 'failed' }]);
	});
});

describe('a custom step that fails', () => {
	const own = 'Tell the CRM';
	beforeEach(() => {
		const { json } = bookings.instance;
		const code = { id: 'own', name: own, typeVersion: 1, position: [1080, 10] as [number, number] };
		json.nodes.push({ ...code, type: 'n8n-nodes-base.stopAndError', parameters: {} });
		const wires = json.connections;
		wires[own] = { main: wires['Log "Booked"']?.['main'] ?? [] };
		wires['Log "Booked"'] = { main: [[{ node: own, type: 'main', index: 0 }]] };
	});

	it('is answered by n8n itself, and its event is found by the execution', async () => {
		const { answer, execution } = await deliver();
		expect(answer).toEqual({ status: 500, body: { message: 'Error in workflow' } });
		expect(execution.run.data.resultData.lastNodeExecuted).toBe(own);
		expect(await rows()).toMatchObject([{ status: 'received', execution_id: expect.any(String) }]);
		const failed = { id: String((await rows())[0]?.['execution_id']), lastNodeExecuted: own };
		const item = { execution: { ...failed, error: { message: 'No answer.' } }, workflow: {} };
		const told = async () => {
			const { credentials } = bookings.instance;
			const parameters = { resource: 'event', operation: 'fail' };
			const [kept] = (await runStep({ credentials, parameters }, [item])).sent('Step');
			return editFields(exported('alert-on-failure.json'), 'Read the Error', kept?.json ?? {});
		};
		expect(await told()).toMatchObject({ eventId: 1, needsPerson: false });
		expect(await rows()).toMatchObject([
			{ status: 'failed', error_message: `${own}: No answer.`, later: 1 },
		]);
		await bookings.database.query("UPDATE webhook_events SET status = 'processing', attempts = 7");
		expect(await told()).toMatchObject({ eventId: 1, needsPerson: true });
		// Settled: the next failure of that execution has no event.
		expect(await told()).toMatchObject({ eventId: null, needsPerson: true });
	});
});
