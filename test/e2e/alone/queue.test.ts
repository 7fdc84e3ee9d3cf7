import { sign } from '../../../nodes/core/calcom/signature';
import { deliver } from '../../../runner/send/deliver';
import { letTimePass } from '../../faults/recover';
import { runFault } from '../../faults/run';
import { openQueueStage, type QueueStage } from '../../scale/queueStage';
import { everythingBreaks } from '../../scale/trouble';
import { variant } from '../../support/events';
import { until } from '../../support/n8nApi';

describe('n8n in queue mode', () => {
	let stage: QueueStage;
	beforeAll(async () => {
		stage = await openQueueStage();
	});
	afterAll(async () => await stage?.close());

	const bodyOf = (uid: string) =>
		JSON.stringify(variant('booking_created.basic', '2026-11-12T08:00:00.000Z', { uid }));
	const statusOf = async (uid: string) =>
		(await stage.rows('SELECT status FROM webhook_events WHERE external_id = ?', [uid]))[0]?.[
			'status'
		];

	/** Whether a step of ours waits for the locked tables. */
	const isHeld = async () =>
		(
			await stage.rows(
				"SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'mtl' AND STATE LIKE 'Waiting for table%'",
			)
		).length > 0;

	it.each([
		['webhook1', 'text/plain'],
		['webhook2', undefined],
	])('%s takes a delivery whose content type is %s', async (name, type) => {
		const body = bodyOf(`typed-${name}`);
		const answer = await fetch(`http://127.0.0.1:${stage.process(name).port}/webhooks/calcom`, {
			method: 'POST',
			headers: {
				'X-Cal-Signature-256': sign(body, stage.secret),
				...(type && { 'Content-Type': type }),
			},
			// Bytes get no content type of their own.
			body: new Uint8Array(Buffer.from(body)),
		});
		expect([answer.status, await answer.json()]).toMatchObject([200, { status: 'processed' }]);
	});

	it('stores every acknowledged delivery once and completely, whatever is killed', async () => {
		const plan = { bookings: 20, people: 4, atOnce: 8, hurried: true };
		const result = await runFault(stage, everythingBreaks, plan);
		expect(result).toMatchObject({ deliveries: 66, lost: 0, doubled: 0, halfWritten: 0 });
		expect(result.acknowledged).toBeGreaterThan(22);
	});

	it('claims each event once while two mains overlap', async () => {
		const uids = Array.from({ length: 60 }, (_, n) => `overlap-${n}`);
		const delivering = uids.map(
			async (uid) => await deliver(stage.webhookUrl, bodyOf(uid), stage.secret),
		);
		const [second] = await Promise.all([stage.add('main', 'main2'), ...delivering]);
		const overlapping = "external_id LIKE 'overlap-%'";
		const isDone = async () => {
			const [row] = await stage.rows(
				`SELECT COUNT(*) AS n FROM webhook_events WHERE ${overlapping} AND status = 'processed'`,
			);
			return row?.['n'] === uids.length;
		};
		expect(await until(isDone, 60)).toBe(true);
		await stage.rows(
			`UPDATE webhook_events SET status = 'failed', attempts = 0, next_attempt_at = UTC_TIMESTAMP(3) WHERE ${overlapping}`,
		);
		expect(await until(isDone, 120)).toBe(true);
		await second.stop();
		const attempts = 'SELECT attempts, COUNT(*) AS n FROM webhook_events';
		expect(await stage.rows(`${attempts} WHERE ${overlapping} GROUP BY attempts`)).toEqual([
			{ attempts: 1, n: 60 },
		]);
	});

	it('fails the execution of a killed worker, and runs its event again', async () => {
		const uid = 'taken-over';
		const workers = ['worker1', 'worker2'].map((name) => stage.process(name));
		const holder = await stage.connect();
		await holder.query('LOCK TABLES bookings WRITE, booking_history WRITE');
		const answer = deliver(stage.webhookUrl, bodyOf(uid), stage.secret).catch(() => null);
		expect(await until(isHeld, 30)).toBe(true);
		await Promise.all(workers.map(async (worker) => await worker.kill()));
		holder.destroy();
		await stage.process('worker1').start();
		// n8n does not run the job of a killed worker again, but answers that the workflow failed.
		expect((await answer)?.status ?? 500).toBe(500);
		// "Alert on failure" finds the event by its execution.
		expect(await until(async () => (await statusOf(uid)) === 'failed', 60)).toBe(true);
		await letTimePass(stage);
		expect(await until(async () => (await statusOf(uid)) === 'processed', 75)).toBe(true);
	});
});
