import { badRequests } from '../support/badRequests';
import { variant } from '../support/events';
import { post, theInstance } from '../support/n8nApi';
import { n8nLog } from '../support/processMemory';
import { send } from '../support/request';
import { watch, type Watched } from '../support/watched';

const booking = (uid: string) =>
	JSON.stringify(variant('booking_created.basic', '2026-11-12T08:00:00.000Z', { uid }));

describe('Strangers', () => {
	const { webhookUrl, secret, home } = theInstance();
	let watched: Watched;
	beforeAll(async () => {
		watched = await watch();
	});
	afterAll(async () => await watched?.close());

	const all = badRequests(booking('strange'), secret).map((bad) => [bad.name, bad] as const);
	it.each(all)(
		'are refused, counted and forgotten, with a delivery %s',
		async (_name, { status, reason, headers, body }) => {
			const before = await watched.traces();
			const answer = await send(webhookUrl, { headers, body });
			expect([answer.status, JSON.parse(answer.text)]).toEqual([
				status,
				{ status: 'rejected', reason, message: expect.stringMatching(/\w{3}.*\.$/) },
			]);
			expect(await watched.traces()).toEqual({ ...before, refused: before.refused + 1 });
		},
	);

	it('include senders that use the old secret, once it is removed from the credential', async () => {
		const statusOf = async (uid: string, key: string) => (await post(booking(uid), key)).status;
		try {
			await watched.setSecrets('the new one', secret);
			expect(await statusOf('rotating1', secret)).toBe(200);
			expect(await statusOf('rotating2', 'the new one')).toBe(200);
			await watched.setSecrets('the new one', '');
			expect(await statusOf('rotating3', 'the new one')).toBe(200);
			const answer = await post(booking('rotating4'), secret);
			expect(answer).toMatchObject({ status: 401, body: { reason: 'mismatch' } });
		} finally {
			await watched.setSecrets(secret, '');
		}
		expect(await statusOf('rotating4', secret)).toBe(200);
	});

	it('include everyone while the credential has no secret', async () => {
		try {
			await watched.setSecrets(' ', '');
			for (const key of [secret, '', ' ', null]) {
				const answer = await post(booking('open'), key);
				expect(answer).toMatchObject({ status: 401, body: { reason: 'no-secret-configured' } });
			}
		} finally {
			await watched.setSecrets(secret, '');
		}
	});

	it('leave no secret, signature or person in the log', () => {
		const log = n8nLog(home);
		const lines = log.split('\n').filter((line) => /Refused|deliver/.test(line));
		expect(lines).toContain('Refused a delivery: mismatch (401).');
		expect(log).not.toContain(secret);
		expect(lines.join()).not.toMatch(/[0-9a-f]{64}|@|Mara|strange/i);
	});
});
