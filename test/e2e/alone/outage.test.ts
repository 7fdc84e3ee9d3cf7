import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';

import { type DatabaseServer, startDatabaseServer } from '../../../runner/database/databaseServer';
import { deliver } from '../../../runner/send/deliver';
import { startN8n } from '../../../runner/n8n/n8nServer';
import { findFreePort } from '../../../runner/process/ports';
import type { Running } from '../../../runner/running';
import { variant } from '../../support/events';
import { startAlone } from '../../support/instance';
import { until } from '../../support/n8nApi';

const signal = new AbortController().signal;

describe('While the database is away, n8n', () => {
	const home = mkdtempSync(join(tmpdir(), 'mtl-outage-'));
	let running: Running;
	let database: DatabaseServer | undefined;
	beforeAll(async () => {
		// Shorter than the wait; the shipped workflow sets no limit for itself.
		running = await startAlone(home, undefined, { n8nSettings: { EXECUTIONS_TIMEOUT: '30' } });
	});
	afterAll(async () => {
		await running?.stop();
		await database?.stop();
		rmSync(home, { recursive: true, force: true });
	});

	const send = async (name: string, minute: number, payload: Record<string, unknown>) => {
		const body = variant(name, `2026-11-09T08:0${minute}:00.000Z`, payload);
		const answer = await deliver(running.webhookUrl, JSON.stringify(body), running.webhookSecret);
		return { status: answer.status, body: JSON.parse(answer.text) as Record<string, unknown> };
	};
	const rows = async (sql: string) => {
		const connection = await createConnection({ uri: running.databaseUrl, timezone: 'Z' });
		try {
			return (await connection.query(sql))[0] as Array<Record<string, unknown>>;
		} finally {
			await connection.end();
		}
	};

	it('keeps deliveries and processes them automatically once the database is back', async () => {
		expect(await send('booking_created.basic', 0, { uid: 'before' })).toMatchObject({
			status: 200,
			body: { status: 'processed' },
		});
		process.kill(running.database?.child.pid ?? 0, 'SIGKILL');
		await running.database?.child.exited;

		expect(await send('booking_created.basic', 1, { uid: 'during1' })).toEqual({
			status: 202,
			body: { status: 'accepted' },
		});
		const moved = { uid: 'during2', rescheduleUid: 'before' };
		expect(await send('booking_rescheduled', 2, moved)).toMatchObject({ status: 202 });
		expect(await send('booking_cancelled', 3, { uid: 'during1' })).toMatchObject({ status: 202 });
		// n8n can't keep deliveries that start no workflow, so the sender is asked to retry.
		expect(await send('booking_paid', 4, { uid: 'during1' })).toMatchObject({
			status: 503,
			body: { status: 'unavailable' },
		});

		// Longer than the steps' own retries, so that n8n has to keep the deliveries.
		await wait(15_000);
		database = await startDatabaseServer({ home, report: () => {}, signal });
		expect(database.url).toBe(running.databaseUrl);
		const unfinished = "SELECT * FROM webhook_events WHERE status <> 'processed'";
		const all = 'SELECT * FROM webhook_events';
		expect(
			await until(
				async () => (await rows(all)).length === 4 && (await rows(unfinished)).length === 0,
				240,
			),
		).toBe(true);
		expect(
			await rows('SELECT external_booking_id, status FROM bookings ORDER BY external_booking_id'),
		).toEqual([
			{ external_booking_id: 'during1', status: 'cancelled' },
			{ external_booking_id: 'during2', status: 'scheduled' },
		]);
		expect(await rows('SELECT COUNT(*) AS n FROM activities')).toEqual([{ n: 4 }]);
		expect(await rows('SELECT COUNT(*) AS n FROM leads')).toEqual([{ n: 1 }]);
	});
	it('receives deliveries even if it starts during the outage', async () => {
		await running.stop();
		await database?.stop();
		const instance = { home, port: Number(new URL(running.editorUrl).port), owner: running.owner };
		const logged = readFileSync(join(home, 'n8n.log'), 'utf8').length;
		const n8n = await startN8n(
			{ ...instance, brokerPort: await findFreePort() },
			{ report: () => {}, signal },
		);
		try {
			const received = async () =>
				(await send('booking_created.basic', 5, { uid: 'atStart' })).status === 202;
			expect(await until(received, 30)).toBe(true);
			// A poll that throws now is not published: n8n would never poll again.
			const polled = async () =>
				readFileSync(n8n.log, 'utf8').slice(logged).includes('wait for the next minute');
			expect(await until(polled, 30)).toBe(true);
			database = await startDatabaseServer({ home, report: () => {}, signal });
			const row =
				"SELECT * FROM webhook_events WHERE external_id = 'atStart' AND status = 'processed'";
			expect(await until(async () => (await rows(row)).length === 1, 240)).toBe(true);
		} finally {
			await n8n.stop();
		}
	});
});
