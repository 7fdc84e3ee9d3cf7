import { sign } from '../../nodes/core/calcom/signature';
import { variant } from '../support/events';
import { post, theInstance, until } from '../support/n8nApi';
import { memoryMiB, n8nLog, n8nLogSize, n8nPid, openFiles } from '../support/processMemory';
import { forever, piecesOf, sendSlowly } from '../support/slowBody';
import { flood } from '../support/strangers';
import { watch, type Watched } from '../support/watched';

/** How many bad requests in a row; 10,000 took a minute. */
const count = Number(process.env['MTL_STRANGERS'] ?? 500);
const booking = (uid: string) =>
	variant('booking_created.basic', '2026-11-12T09:00:00.000Z', { uid });

describe('However much strangers send', () => {
	const { webhookUrl, secret, home } = theInstance();
	const pid = n8nPid(home);
	let watched: Watched;
	beforeAll(async () => {
		watched = await watch();
	});
	afterAll(async () => await watched?.close());

	it('endless bodies block no other delivery, and leave nothing behind when they disconnect', async () => {
		const before = { ...(await watched.traces()), files: openFiles(pid), log: n8nLogSize(home) };
		const headers = { 'Content-Type': 'application/json', 'X-Cal-Signature-256': 'f'.repeat(64) };
		const slow = Array.from({ length: 40 }, () =>
			sendSlowly(webhookUrl, headers, forever(Buffer.from(' ')), 500),
		);
		// Other connections may end in the meantime; the check below counts that all 40 were held.
		expect(await until(async () => openFiles(pid) >= before.files + 20, 20)).toBe(true);
		for (const uid of ['meanwhile1', 'meanwhile2', 'meanwhile3'])
			expect(await post(booking(uid))).toMatchObject({ body: { status: 'processed' } });
		for (const { hangUp } of slow) hangUp();
		const counted = async () => (await watched.traces()).refused === before.refused + 40;
		expect(await until(counted, 20)).toBe(true);
		expect(await until(async () => openFiles(pid) < before.files + 20, 20)).toBe(true);
		expect((await watched.traces()).rows).toBe(before.rows + 3);
		expect(n8nLogSize(home) - before.log).toBeLessThan(2000);
	});

	it('a slow body is read completely', async () => {
		const body = Buffer.from(JSON.stringify(booking('slow1')));
		const headers = { 'X-Cal-Signature-256': sign(body, secret) };
		const answer = await sendSlowly(webhookUrl, headers, piecesOf(body), 200).answered;
		expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { status: 'processed' }]);
		expect(answer.seconds).toBeGreaterThan(3);
	});

	it('an endless body is refused at 16 times the allowed size, while it is still arriving', async () => {
		const before = await watched.traces();
		const mebibytes = forever(Buffer.alloc(1024 * 1024));
		const answer = await sendSlowly(webhookUrl, {}, mebibytes, 20).answered;
		expect([answer.status, JSON.parse(answer.text)]).toMatchObject([413, { reason: 'too-large' }]);
		expect(await watched.traces()).toEqual({ ...before, refused: before.refused + 1 });
	});

	it(`${count} bad deliveries in a row displace no good delivery, with bounded memory and log`, async () => {
		const before = { ...(await watched.traces()), log: n8nLogSize(home), memory: memoryMiB(pid) };
		const result = await flood({ webhookUrl, secret, count });
		const grown = { memory: memoryMiB(pid) - before.memory, log: n8nLogSize(home) - before.log };
		console.log(result, grown);
		expect(result.wrongAnswers).toEqual([]);
		const goods = Math.ceil(count / 50);
		expect(result).toMatchObject({ goodSent: goods, goodProcessed: goods });
		const { rows, refused } = await watched.traces();
		expect([rows, refused]).toEqual([before.rows + goods, before.refused + count]);
		// V8 lets garbage lie while memory is free. Collected, n8n's heap had 197 MiB before and 200 MiB
		// after 8,000 of them; left to itself, 40,000 took no more than the first 10,000.
		expect(grown.memory).toBeLessThan(Math.min(900, 300 + count / 10));
		// Each minute a line for the first three of each reason, and one for all others.
		expect(grown.log).toBeLessThan(2000 * (1 + Math.ceil(result.elapsedMs / 60_000)));
		const summedUp = async () =>
			/Refused \d+ more deliveries in the last minute: /.test(n8nLog(home, before.log));
		expect(await until(summedUp, 70)).toBe(true);
	});
});
