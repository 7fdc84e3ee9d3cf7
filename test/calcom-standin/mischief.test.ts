import { type Dialect, startCalCom } from '../support/calcom';
import { openSchool } from '../support/calcom/randomLife';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';

const hook = {
	active: true,
	subscriberUrl: 'https://n8n.school.example/webhook/x',
	triggers: ['BOOKING_CREATED'],
};
const lea = { name: 'Lea Bye', email: 'lea@family.example' };

let school: TestSchool;
const stopped: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const stop of stopped.splice(0)) await stop();
});

async function open(dialect: Dialect = 'cloud', limits = { limit: 120, windowMs: 60_000 }) {
	school = await testSchool({ dialect, limits });
	stopped.push(school.stop);
	return school;
}

describe('the API', () => {
	it('creates a webhook although the connection breaks', async () => {
		const { call, api } = await open();
		api.mischief.add({ method: 'POST', path: /^\/webhooks/, trick: 'drop' });
		await expect(call('POST', '/webhooks', { body: hook })).rejects.toThrow();
		expect((await call('POST', '/webhooks', { body: hook })).status).toBe(409);
	});

	it('answers with the page of a proxy, once', async () => {
		const { call, api } = await open();
		api.mischief.add({ path: /^\/me/, trick: 'html502' });
		expect(await call('GET', '/me')).toMatchObject({ status: 502 });
		expect(await call('GET', '/me')).toMatchObject({ status: 200 });
	});

	it.each(['refuse', 'cut'] as const)('breaks an answer: %s', async (trick) => {
		const { call, api } = await open();
		api.mischief.add({ trick });
		await expect(call('GET', '/me')).rejects.toThrow();
	});

	it('drips an answer, and adds fields that nobody knows', async () => {
		const { call, api } = await open();
		api.mischief.add({ trick: 'drip' });
		expect((await call('GET', '/me')).status).toBe(200);
		api.mischief.add({ trick: 'unknownField' });
		expect((await call('GET', '/me')).body).toHaveProperty('addedLater');
	});

	it('repeats a page, and lets rows move between two', async () => {
		const { call, api, play, types, on } = await open();
		for (const day of [1, 2, 3])
			await play.book({ type: types.plain, start: on(day), person: lea });
		const page = async (skip: number) =>
			((await call('GET', `/bookings?take=2&skip=${skip}`)).body as { data: unknown[] }).data;
		const first = await page(0);
		api.mischief.add({ path: /skip=2/, trick: 'repeatPage' });
		expect(await page(2)).toEqual(first);
		const book = () => play.book({ type: types.plain, start: on(0.5), person: lea });
		api.mischief.add({ path: /skip=2/, trick: { play: book } });
		expect(await page(2)).toHaveLength(2);
	});

	it('is not there at all, or has no licence', async () => {
		const { call, api } = await open('selfHosted2025');
		api.switches.licensed = false;
		expect((await call('GET', '/me')).status).toBe(401);
		api.switches.noApi = true;
		expect((await call('GET', '/me')).body).toContain('<html>');
	});

	it('counts before it asks whose key it is, and blocks for a window', async () => {
		const { call, pass } = await open('calDiy2026', { limit: 2, windowMs: 60_000 });
		await call('GET', '/me');
		await call('GET', '/me');
		const refused = await call('GET', '/me');
		expect(refused.status).toBe(429);
		expect(refused.headers).toMatchObject({ 'x-ratelimit-reset-default': '60' });
		expect(refused.headers).not.toHaveProperty('retry-after');
		pass(59_000);
		expect((await call('GET', '/me')).status).toBe(429);
		pass(2_000);
		expect((await call('GET', '/me')).status).toBe(200);
	});

	it('refuses a key without the scope', async () => {
		const { call, ina } = await open();
		ina.missingScopes.push('WEBHOOK_WRITE');
		expect((await call('GET', '/webhooks')).status).toBe(200);
		expect((await call('POST', '/webhooks', { body: hook })).status).toBe(403);
	});

	it('has webhooks of organizations and team event types in the cloud only', async () => {
		for (const dialect of ['cloud', 'selfHosted2025'] as const) {
			const { call, team, types } = await open(dialect);
			const path = `/teams/${team?.id}/event-types/${types.robin.id}/webhooks`;
			const { status } = await call('POST', path, { body: hook });
			expect(status).toBe(dialect === 'cloud' ? 201 : 404);
			const other = await call('POST', `/event-types/${types.robin.id}/webhooks`, { body: hook });
			expect(other.status).toBe(403);
		}
	});

	it('reaches only public addresses where it is told so', async () => {
		const { call, api } = await open();
		api.switches.publicTargetsOnly = true;
		const body = { ...hook, subscriberUrl: 'https://localhost/webhook/x' };
		const refused = await call('POST', '/webhooks', { body });
		expect(refused.body).toMatchObject({
			error: { message: 'Webhook URL is not allowed: Blocked hostname' },
		});
	});
});

describe('deliveries', () => {
	/** A school with a lag, whose clock stands still between actions. */
	async function slow(faults: Parameters<typeof startCalCom>[0]['faults']) {
		let now = Date.parse('2026-11-02T08:00:00Z');
		const sent: Array<{ triggerEvent: string; stamp: string; at: number }> = [];
		const deliver = ({ triggerEvent, stamp }: { triggerEvent: string; stamp: string }) =>
			sent.push({ triggerEvent, stamp, at: now });
		const calcom = await startCalCom({
			dialect: 'cloud',
			clock: () => now,
			deliver,
			...(faults && { faults }),
		});
		stopped.push(calcom.stop);
		const { types } = openSchool(calcom);
		const start = now + 86_400_000;
		const book = () => calcom.play.book({ type: types.plain, start, person: lea });
		return { calcom, sent, book, pass: (ms: number) => void (now += ms) };
	}

	it('wait for their lag, each with a stamp of its own', async () => {
		const { calcom, sent, book, pass } = await slow({ lagMs: [500, 45_000] });
		for (let count = 0; count < 20; count++) await book();
		expect(sent).toHaveLength(0);
		pass(50_000);
		await calcom.channel.deliverDue();
		expect(sent).toHaveLength(20);
		expect(new Set(sent.map(({ stamp }) => stamp)).size).toBeGreaterThan(15);
	});

	it('are lost, doubled and silent by the shares given, the same for a seed', async () => {
		const fates = async () => {
			const { calcom, book, sent } = await slow({ lost: 0.2, doubled: 0.2, silent: 0.1 });
			for (let count = 0; count < 200; count++) await book();
			const count = (fate: string) => calcom.channel.log.filter((one) => one.fate === fate).length;
			return [count('lost'), count('doubled'), count('silent'), sent.length];
		};
		const [lost = 0, doubled = 0, silent = 0, arrived] = await fates();
		expect([lost, doubled, silent].every((one) => one > 5 && one < 80)).toBe(true);
		expect(arrived).toBe(200 - lost - silent + doubled);
		expect(await fates()).toEqual([lost, doubled, silent, arrived]);
	});

	it('are inverted: stamped and sent after what happened later', async () => {
		const { calcom, book, sent } = await slow({ inverted: 1 });
		const { booking } = await book();
		calcom.channel.faults.inverted = 0;
		await calcom.play.cancel(booking.uid);
		expect(sent.map(({ triggerEvent }) => triggerEvent)).toEqual([
			'BOOKING_CANCELLED',
			'BOOKING_CREATED',
		]);
		expect((sent[1]?.stamp ?? '') > (sent[0]?.stamp ?? '')).toBe(true);
	});

	it.each(['cloud', 'selfHosted2025', 'calDiy2026'] as const)(
		'of a cancellation come before the row changes, but in the cloud: %s',
		async (dialect) => {
			const seen: string[] = [];
			const now = Date.parse('2026-11-02T08:00:00Z');
			const calcom = await startCalCom({
				dialect,
				clock: () => now,
				deliver: ({ uid }) => void seen.push(calcom.school.booking(uid).status),
			});
			stopped.push(calcom.stop);
			const { types } = openSchool(calcom);
			const wish = { type: types.plain, start: now + 86_400_000, person: lea };
			await calcom.play.cancel((await calcom.play.book(wish)).booking.uid);
			expect(seen).toEqual(['accepted', dialect === 'cloud' ? 'cancelled' : 'accepted']);
		},
	);

	it('are silent for the event types of a team where only users have webhooks', async () => {
		const { play, types, on, school: rows, ina, bodies } = await open('selfHosted2025');
		rows.addWebhook({ ownerId: ina.id, subscriberUrl: 'http://127.0.0.1/user' });
		await play.book({ type: types.robin, start: on(1), person: lea });
		expect(bodies).toEqual([]);
	});
});
