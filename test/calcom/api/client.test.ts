import { CalComApi, type ApiClock } from '../../../nodes/core/calcom/api/client';
import type { CalComApiError } from '../../../nodes/core/calcom/api/refusal';
import refusals from '../../fixtures/calcomApi/refusals.json';
import {
	type Scripted,
	scriptedServer,
	type ScriptedServer,
	success,
} from '../../support/scriptedServer';

let server: ScriptedServer | undefined;
afterEach(async () => await server?.stop());

/** A clock that only moves when someone sleeps. */
function stoppedClock(): ApiClock & { slept: number[] } {
	let now = 0;
	const slept: number[] = [];
	return {
		slept,
		now: () => now,
		sleep: async (ms) => {
			slept.push(ms);
			now += ms;
		},
	};
}

async function clientOf(script: (count: number) => Scripted, clock: ApiClock = stoppedClock()) {
	server = await scriptedServer((_, count) => script(count));
	return new CalComApi({ baseUrl: server.url, key: ' cal_made_up ' }, clock);
}

const refused = async (work: Promise<unknown>): Promise<CalComApiError> =>
	await work.then(
		() => {
			throw new Error('It was not refused.');
		},
		(error: CalComApiError) => error,
	);

describe("The client for Cal.com's API", () => {
	it('sends the key, the version and the query', async () => {
		const api = await clientOf(() => success([]));
		await api.get('/bookings', { query: { take: 250, skip: undefined }, version: '2024-08-13' });
		expect(server?.asked[0]).toMatchObject({
			method: 'GET',
			path: '/v2/bookings?take=250',
			headers: { authorization: 'Bearer cal_made_up', 'cal-api-version': '2024-08-13' },
		});
	});

	it('leaves half a second between two requests', async () => {
		const clock = stoppedClock();
		const api = await clientOf(() => success([]), clock);
		for (let count = 0; count < 3; count++) await api.get('/me');
		expect(clock.slept).toEqual([500, 500]);
	});

	it.each([
		['the reset header', { 'X-RateLimit-Reset-Default': '42' }, 42_000],
		['Retry-After first', { 'Retry-After': '7', 'X-RateLimit-Reset-Default': '42' }, 7_000],
		['at most two minutes', { 'Retry-After': '86400' }, 120_000],
		['a minute without a header', {}, 60_000],
	])('waits after a 429: %s', async (_, headers, waited) => {
		const clock = stoppedClock();
		const limit = { status: 429, headers, json: refusals['limit, details is a text'].body };
		const api = await clientOf((count) => (count === 1 ? limit : success('done')), clock);
		expect((await api.get('/me'))['data']).toBe('done');
		expect(clock.slept).toEqual([waited]);
	});

	it('gives up when the limit does not end', async () => {
		const api = await clientOf(() => ({ status: 429, json: {} }));
		expect(await refused(api.get('/me'))).toMatchObject({ fault: 'limited', status: 429 });
		expect(server?.asked).toHaveLength(4);
	});

	it.each<[string, Scripted]>([
		['a page of a proxy', { status: 502, text: '<html>Bad gateway</html>' }],
		['a connection that breaks', { breaks: true }],
		[
			'a body that is cut off',
			{ text: '{"status":"succ', headers: { 'content-type': 'application/json' } },
		],
	])('asks again after %s, but never repeats a POST', async (_, fault) => {
		const api = await clientOf((count) => (count === 1 || count > 2 ? fault : success('done')));
		expect((await api.get('/me'))['data']).toBe('done');
		expect(await refused(api.post('/webhooks', {}))).toMatchObject({ fault: 'away' });
		expect(server?.asked).toHaveLength(3);
	});

	it.each([
		['key not valid', 'key', 'CustomThrottlerGuard - Invalid API Key'],
		['envelope with details', 'missing', 'not found'],
		[
			'envelope without details',
			'conflict',
			'Invalid Input: Trying to create a record that already exists.',
		],
		['bare', 'refused', 'Cancellation reason is required when you are the host'],
		['validation', 'refused', 'each value in triggers must be one of the following values:'],
		[
			'validation of the version',
			'refused',
			'version must be one of the following values: 2021-10-20',
		],
	] as const)("shows Cal.com's own sentence: %s", async (name, fault, sentence) => {
		const { status, body } = refusals[name];
		const api = await clientOf(() => ({ status, json: body }));
		const error = await refused(api.post('/webhooks', {}));
		expect(error).toMatchObject({ fault, status });
		expect(error.message).toContain(sentence);
	});

	it.each<[string, Scripted]>([
		['a page with status 200', { text: '<html>Welcome</html>' }],
		['a page with status 404', { status: 404, text: '<html>Not found</html>' }],
		['a redirect', { status: 301, headers: { location: 'https://elsewhere.example/' }, text: '' }],
		['JSON of something else', { json: { ok: true } }],
	])('says that the base URL is wrong: %s', async (_, script) => {
		const api = await clientOf(() => script);
		const error = await refused(api.get('/me'));
		expect(error.fault).toBe('foreign');
		expect(error.hint).toContain('base URL');
		expect(server?.asked).toHaveLength(1);
	});
});
