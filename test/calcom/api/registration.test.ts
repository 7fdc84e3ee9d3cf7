import { CalComApi } from '../../../nodes/core/calcom/api/client';
import {
	register,
	unregister,
	type WantedWebhook,
} from '../../../nodes/core/calcom/api/registration';
import refusals from '../../fixtures/calcomApi/refusals.json';
import {
	type Asked,
	type Scripted,
	scriptedServer,
	type ScriptedServer,
	success,
} from '../../support/scriptedServer';
import { conflict, type Hook, WebhookAccount } from '../../support/webhookAccount';

const url = 'https://n8n.school.example/webhooks/calcom';
const events = ['BOOKING_CREATED', 'BOOKING_CANCELLED'];
const wanted: WantedWebhook = {
	scope: { kind: 'user' },
	url,
	events,
	secret: 'made-up-secret',
	knownId: null,
	byPerson: true,
};
const registered = {
	subscriberUrl: url,
	active: true,
	triggers: events,
	secret: 'made-up-secret',
	payloadTemplate: null,
};

let server: ScriptedServer;
let account: WebhookAccount;
let api: CalComApi;
beforeEach(async () => {
	account = new WebhookAccount();
	server = await scriptedServer((asked) => account.answer(asked));
	const clock = { now: () => 0, sleep: async () => {} };
	api = new CalComApi({ baseUrl: server.url, key: 'made-up' }, clock);
});
afterEach(async () => await server.stop());

const writes = () => server.asked.filter(({ method }) => method !== 'GET');

/** Registers twice: the second time must change nothing. */
async function registerTwice(more: Partial<WantedWebhook> = {}) {
	const first = await register(api, { ...wanted, ...more });
	const before = writes().length;
	const second = await register(api, { ...wanted, ...more, knownId: first.id });
	expect(second).toMatchObject({ id: first.id, done: 'unchanged', removed: 0 });
	expect(writes()).toHaveLength(before);
	return first;
}

describe('Registration of the webhook', () => {
	it('creates it where there is none', async () => {
		account.add({ ...registered, subscriberUrl: 'https://other.example/' });
		expect(await registerTwice()).toMatchObject({ done: 'created', unknownEvents: [] });
		expect(account.hooks).toHaveLength(2);
		expect(account.hooks[1]).toMatchObject({ ...registered, version: '2026-07-27' });
	});

	it.each<[string, Record<string, unknown>]>([
		['other events', { triggers: ['BOOKING_CREATED', 'BOOKING_PAID'] }],
		['inactive', { active: false }],
		['another secret', { secret: 'old' }],
		['no secret', { secret: null }],
		['a payload template', { payloadTemplate: '{}' }],
		['an older version', { version: '2021-10-20' }],
	])('repairs it: %s', async (_, drift) => {
		const hook = account.add({ ...registered, version: '2026-07-27', ...drift });
		expect(await registerTwice()).toMatchObject({ id: hook.id, done: 'changed' });
		const { id: _id, ...rest } = hook;
		expect(rest).toEqual({ ...registered, version: '2026-07-27' });
	});

	it('changes nothing that the server does not show', async () => {
		account.hidden = ['secret', 'version'];
		account.add({ ...registered, secret: 'unseen', version: 'unseen' });
		expect(await registerTwice()).toMatchObject({ done: 'unchanged' });
	});

	it('keeps the known one of several with its address, and removes only those', async () => {
		account.add({ ...registered, subscriberUrl: `${url}/` });
		const known = account.add(registered);
		account.add({ ...registered, active: false });
		const other = account.add({ ...registered, subscriberUrl: `${url}-of-another` });
		const done = await registerTwice({ knownId: known.id });
		expect(done).toMatchObject({ id: known.id, removed: 2 });
		expect(account.hooks.map(({ id }) => id)).toEqual([known.id, other.id]);
	});

	it('moves the known one to a new address when a person publishes', async () => {
		const known = account.add({ ...registered, subscriberUrl: 'https://old.example/calcom' });
		expect(await registerTwice({ knownId: known.id })).toMatchObject({ id: known.id });
		expect(account.hooks).toHaveLength(1);
	});

	it("leaves production's webhook alone when a copy of n8n starts", async () => {
		const known = account.add({ ...registered, subscriberUrl: 'https://production.example/' });
		const { id } = await register(api, { ...wanted, knownId: known.id, byPerson: false });
		expect(id).not.toBe(known.id);
		expect(known.subscriberUrl).toBe('https://production.example/');
	});

	it.each([
		[
			'the answer to the POST is lost',
			(_: Asked, act: () => Scripted) => (act(), { breaks: true }),
		],
		['the POST is lost', () => ({ breaks: true })],
		['a proxy gives up', (_: Asked, act: () => Scripted) => (act(), { status: 502, text: '' })],
		['another n8n was quicker', (asked: Asked) => (account.add(asked.body as Hook), conflict)],
	])('leaves exactly one where %s', async (_, mishap) => {
		account.mishaps = [mishap];
		await registerTwice();
		expect(account.hooks).toHaveLength(1);
	});

	it('registers the events that an older server knows, and names the others', async () => {
		const { status, body } = refusals.validation;
		account.mishaps = [() => ({ status, json: body })];
		const done = await register(api, { ...wanted, events: [...events, 'BOOKING_REASSIGNED'] });
		expect(done).toMatchObject({ done: 'created', unknownEvents: ['BOOKING_REASSIGNED'] });
		account.mishaps = [() => ({ status, json: body })];
		const again = { ...wanted, events: [...events, 'BOOKING_REASSIGNED'], knownId: done.id };
		expect(await register(api, again)).toEqual({ ...done, done: 'unchanged' });
	});

	it('leaves out the version where the server refuses it', async () => {
		const { status, body } = refusals['validation of the version'];
		account.mishaps = [() => ({ status, json: body })];
		await registerTwice();
		expect(account.hooks[0]).not.toHaveProperty('version');
	});

	it('says so when Cal.com does not keep a change', async () => {
		account.add({ ...registered, active: false });
		account.mishaps = Array.from({ length: 9 }, () => () => success({}));
		await expect(register(api, wanted)).rejects.toThrow(
			'did not keep what was registered (active)',
		);
	});

	it("shows Cal.com's sentence when it refuses", async () => {
		const sentence = 'Webhook URL is not allowed: Private IP address';
		const json = { status: 'error', error: { code: 'BadRequestException', message: sentence } };
		account.mishaps = [() => ({ status: 400, json })];
		await expect(register(api, wanted)).rejects.toThrow(sentence);
		expect(writes()).toHaveLength(1);
	});

	it('is removed by its address only', async () => {
		account.add(registered);
		const other = account.add({ ...registered, subscriberUrl: 'https://production.example/' });
		await unregister(api, wanted);
		await unregister(api, wanted);
		expect(account.hooks).toEqual([other]);
	});

	it.each([
		[{ kind: 'eventType', eventTypeId: 7 }, '/v2/event-types/7/webhooks'],
		[{ kind: 'teamEventType', teamId: 5, eventTypeId: 7 }, '/v2/teams/5/event-types/7/webhooks'],
		[{ kind: 'organization', organizationId: 3 }, '/v2/organizations/3/webhooks'],
	] as const)('has a path for each scope: %o', async (scope, path) => {
		await register(api, { ...wanted, scope });
		expect(server.asked.every((asked) => asked.path.startsWith(path))).toBe(true);
	});
});
