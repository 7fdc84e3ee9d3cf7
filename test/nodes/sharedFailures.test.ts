import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { sign } from '../../nodes/core/calcom/signature';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { closeSharedDatabases, sharedDatabase } from '../../nodes/core/db/pools';
import { settingsFromCredential } from '../../nodes/core/n8n/credentials';
import { cuttingProxy } from '../support/cuttingProxy';
import { until } from '../support/n8nApi';
import { databaseCredential } from '../support/n8nCoreNode';
import { poll } from '../support/n8nCorePoll';
import { secret } from '../support/n8nCoreWebhook';
import { deliveryOf, inboxOf, lockLeads, sharesOf, startShared } from '../support/sharedBookings';
import type { Bookings } from '../support/workflowRun';

const unfinished = 'Unfinished Events Trigger';

let bookings: Bookings;
beforeEach(async () => {
	bookings = await startShared();
});
afterEach(async () => await bookings.close());

const post = async (uid: string) => await bookings.webhook.post(deliveryOf(uid));
const postAll = async (names: readonly string[]) => await Promise.all(names.map(post));
const refuse = async (uid: string) =>
	await bookings.database.query(
		`ALTER TABLE bookings ADD CONSTRAINT no_bad CHECK (external_booking_id <> '${uid}')`,
	);
// Names of others come after those whose leads are locked: InnoDB locks the gap before a key too.
const statusOf = async (uid: string) => (await inboxOf(bookings)).get(uid)?.['status'];

const cancelled = async () =>
	(
		await bookings.database.query(
			"SELECT status FROM webhook_events WHERE event_type = 'BOOKING_CANCELLED'",
		)
	).map(({ status }) => status);

/** The events of the execution that worked on this one. */
const sharedWith = async (uid: string) =>
	sharesOf(await bookings.webhook.executions()).find((share) => share.includes(uid)) ?? [];

describe('in a shared execution', () => {
	it('one event fails alone, with its reason on its row, its answer and the execution', async () => {
		await refuse('bad');
		const names = ['bad', 'a', 'b', 'c'];
		const [bad, ...others] = await postAll(names);
		expect(others.map(({ body }) => body['status'])).toEqual(Array(3).fill('processed'));
		const reason = expect.stringMatching(/^Save Booking: /);
		const row = (await inboxOf(bookings)).get('bad');
		expect(row).toMatchObject({ status: 'failed', reason });
		expect(bad).toMatchObject({
			status: 500,
			body: { status: 'failed', event: row?.['id'], reason },
		});
		expect((await sharedWith('bad')).length).toBeGreaterThan(1);
		const red = (await bookings.webhook.executions()).filter(({ error }) => error);
		expect(red.map(({ run }) => run.data.resultData.error)).toMatchObject([
			{ message: reason, context: { event: { id: row?.['id'], needsPerson: true } } },
		]);
	});

	it('two events that fail each have their own alert', async () => {
		await refuse('bad1');
		await bookings.database.query(
			"ALTER TABLE bookings ADD CONSTRAINT no_bad2 CHECK (external_booking_id <> 'bad2')",
		);
		await postAll(['bad1', 'good', 'bad2']);
		const errors = (await bookings.webhook.executions()).flatMap(
			({ run }) => run.data.resultData.error ?? [],
		);
		const signs = errors.flatMap(({ context }) => context?.['events'] ?? context?.['event']);
		const inbox = await inboxOf(bookings);
		const ids = ['bad1', 'bad2'].map((uid) => inbox.get(uid)?.['id']);
		expect(signs.map((sign) => (sign as { id: number }).id).sort()).toEqual(ids.sort());
	});

	it('failures that no later step shows are shown by the next poll', async () => {
		await bookings.close();
		bookings = await startShared(({ nodes, connections }) => {
			nodes.push({
				id: 'own',
				name: 'Own Step',
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			});
			connections['Finish Created'] = { main: [[{ node: 'Own Step', type: 'main', index: 0 }]] };
		});
		await refuse('bad');
		await postAll(['bad', 'a', 'b']);
		const executions = await bookings.webhook.executions();
		expect(executions.map(({ error }) => error)).toEqual(executions.map(() => null));
		expect(executions.flatMap((one) => one.sent('Own Step'))).toHaveLength(2);
		const { errors } = await poll(bookings.instance, unfinished);
		expect(errors.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^Save Booking: /),
		]);
		expect((await poll(bookings.instance, unfinished)).errors).toEqual([]);
	});

	it('the first sender hangs up, and every event is processed', async () => {
		// An execution is under way, so that the next delivery waits for its turn.
		await post('held');
		const release = await lockLeads(bookings, ['held']);
		const running = bookings.webhook.post(deliveryOf('held', 'booking_cancelled'));
		await wait(100);
		const body = Buffer.from(JSON.stringify(deliveryOf('z-gone')));
		const socket = connect(bookings.webhook.port, '127.0.0.1');
		socket.write(
			`POST /webhooks/calcom HTTP/1.1\r\nHost: n8n\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nX-Cal-Signature-256: ${sign(body, secret)}\r\n\r\n`,
		);
		socket.write(body);
		await until(async () => (await inboxOf(bookings)).has('z-gone'), 5);
		socket.destroy();
		const others = await postAll(['z1', 'z2']);
		await release();
		expect([await running, ...others].map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(await until(async () => (await statusOf('z-gone')) === 'processed', 5)).toBe(true);
		expect(bookings.webhook.thrown).toEqual([]);
	});

	it('an execution that dies leaves its events to the poll, and their senders are answered 202', async () => {
		await bookings.close();
		bookings = await startShared(({ nodes }) => {
			const log = nodes.find(({ name }) => name === 'Log "Booked"');
			Object.assign(log ?? {}, { type: 'n8n-nodes-base.stopAndError', parameters: {} });
		});
		const startedAt = Date.now();
		const answers = await postAll(['a', 'b', 'c']);
		expect(answers.map(({ status, body }) => [status, body['status']])).toEqual(
			Array(3).fill([202, 'accepted']),
		);
		expect(Date.now() - startedAt).toBeLessThan(15_000);
		for (const row of (await inboxOf(bookings)).values()) {
			expect(row).toMatchObject({ status: 'received', execution: expect.any(String) });
		}
	});

	it('a slow event holds up the others only so long, and runs again alone', async () => {
		await postAll(['first', 'slow']);
		const release = await lockLeads(bookings, ['first', 'slow']);
		// While its execution runs, the next deliveries gather.
		const first = bookings.webhook.post(deliveryOf('first', 'booking_cancelled'));
		await until(async () => (await cancelled()).length === 1, 5);
		const startedAt = Date.now();
		const [slow, ...quick] = await Promise.all([
			bookings.webhook.post(deliveryOf('slow', 'booking_cancelled')),
			...['z1', 'z2', 'z3'].map(post),
		]);
		const took = Date.now() - startedAt;
		await release();
		expect(quick.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(slow).toMatchObject({ status: 202 });
		expect(took).toBeLessThan(10_000);
		expect(await first).toMatchObject({ status: 200 });
		const shares = sharesOf(await bookings.webhook.executions());
		expect(shares.at(-1)?.sort()).toEqual(['slow', 'z1', 'z2', 'z3']);
		const execution = (await bookings.webhook.executions()).at(-1);
		expect(execution?.run.data.resultData.error).toMatchObject({
			message: expect.stringMatching(/took longer than 3 seconds/),
			context: { event: { needsPerson: false } },
		});
		await poll(bookings.instance, unfinished);
		expect(await cancelled()).toEqual(['processed', 'processed']);
	});

	it('new deliveries are recorded while a batch holds the pool', async () => {
		const held = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
		await postAll(held);
		const release = await lockLeads(bookings, held);
		const stuck = held.map(
			async (uid) => await bookings.webhook.post(deliveryOf(uid, 'booking_cancelled')),
		);
		await wait(1_000);
		const fresh = ['n1', 'n2', 'n3'];
		const sentAt = Date.now();
		const answers = postAll(fresh);
		const recorded = async () => {
			const inbox = await inboxOf(bookings);
			return fresh.every((uid) => inbox.has(uid));
		};
		expect(await until(recorded, 3)).toBe(true);
		expect(Date.now() - sentAt).toBeLessThan(3_000);
		await release();
		const statuses = [...(await Promise.all(stuck)), ...(await answers)].map(
			({ status }) => status,
		);
		for (const status of statuses) expect([200, 202]).toContain(status);
	});

	it('while the database is away, all are answered 202 and claimed once it is back', async () => {
		const proxy = await cuttingProxy(bookings.database.url);
		const credential = databaseCredential(bookings.database, {
			port: Number(new URL(proxy.url).port),
		});
		bookings.instance.credentials['mtlDatabaseApi'] = credential;
		await post('held');
		const release = await lockLeads(bookings, ['held']);
		const answers = Promise.all([
			bookings.webhook.post(deliveryOf('held', 'booking_cancelled')),
			...['z1', 'z2', 'z3'].map((uid) =>
				bookings.webhook.post(deliveryOf(uid, 'booking_cancelled')),
			),
		]);
		expect(await until(async () => (await inboxOf(bookings)).size === 4, 5)).toBe(true);
		proxy.refuse(true);
		for (const { status } of await answers) expect([200, 202]).toContain(status);
		proxy.refuse(false);
		await release();
		const db = sharedDatabase(settingsFromCredential(credential as never));
		const isSettled = async () => {
			const { events } = await claimUnfinished(db, 10, new Date()).catch(() => ({ events: [] }));
			claimed.push(...events.map(({ booking }) => booking?.uid ?? ''));
			const rows = await bookings.database.query(
				"SELECT external_id AS uid FROM webhook_events WHERE status <> 'processed'",
			);
			return rows.every(({ uid }) => claimed.includes(String(uid)));
		};
		const claimed: string[] = [];
		expect(await until(isSettled, 30)).toBe(true);
		expect(claimed).toContain('held');
		await closeSharedDatabases();
		await proxy.close();
	});
});
