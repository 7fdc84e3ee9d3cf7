import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';

import { type N8nServer, startN8n } from '../../../runner/n8n/n8nServer';
import type { Running } from '../../../runner/running';
import { type CalCom, type Dialect, startCalCom } from '../../support/calcom';
import { openInstance } from '../../support/instance';
import { N8nApi, theInstance } from '../../support/n8nApi';
import { publishReconcile, type Report } from '../../support/reconcileNow';
import { exported } from '../../support/workflowFiles';

type Scope = 'user' | 'eventType' | 'teamEventType' | 'organization';
const scopes: Array<[Dialect, Scope]> = [
	['cloud', 'user'],
	['cloud', 'eventType'],
	['cloud', 'teamEventType'],
	['cloud', 'organization'],
	['selfHosted2025', 'user'],
	['selfHosted2025', 'eventType'],
	['calDiy2026', 'user'],
	['calDiy2026', 'eventType'],
];

/** The request at which n8n is killed; Cal.com still carries it out. */
const crashes = {
	'before anything is created': { method: 'GET', after: 0 },
	'when the webhook is created': { method: 'POST', after: 0 },
	'before it has looked whether it was created': { method: 'GET', after: 1 },
};
type Crash = keyof typeof crashes;
const names = Object.keys(crashes) as Crash[];
const every = process.env['MTL_TEST_EVERY_CRASH'] !== undefined;
/** Each scope with one crash; with `MTL_TEST_EVERY_CRASH`, each with every crash in every kind of Cal.com. */
const cases = scopes
	.filter(([dialect]) => every || dialect === 'cloud')
	.flatMap(([dialect, scope], index) =>
		names
			.filter((_, number) => every || number === index % names.length)
			.map((crash) => ({ dialect, scope, crash })),
	);

const ofWebhooks = /\/webhooks(\?|\/|$)/;

describe('A webhook registered in Cal.com by an n8n that is killed meanwhile', () => {
	const api = new N8nApi();
	interface Opened {
		calcom: CalCom;
		ids: Record<Scope, object>;
		/** Of the school's owner. */
		key: { id: string; name: string };
		/** The next reconciliation. */
		check: () => Promise<Report>;
	}
	const schools = new Map<Dialect, Opened>();
	/** The workflows that are published. */
	const published: Array<Opened & { url: string }> = [];
	let running: Running;
	let n8n: N8nServer;
	let stop = async () => {};
	let credential: { id: string; name: string };

	beforeAll(async () => {
		const home = mkdtempSync(join(tmpdir(), 'mtl-registered-'));
		({ running, stop } = await openInstance(home));
		({ n8n } = running);
		credential = await made('mtlCalComWebhookApi', { secret: 'made-up-secret-of-these-webhooks' });
		for (const dialect of new Set(scopes.map(([name]) => name))) {
			const calcom = await startCalCom({ dialect, clock: () => Date.now() });
			const { school } = calcom;
			const ina = school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
			const own = school.addEventType({ title: 'Level check', ownerId: ina.id });
			const ids: Record<Scope, object> = {
				user: {},
				eventType: { eventTypeId: own.id },
				teamEventType: {},
				organization: {},
			};
			if (school.facts.teams) {
				const team = school.addTeam({ name: 'Teachers', members: [ina] });
				const any = school.addEventType({
					title: 'Any teacher',
					teamId: team.id,
					hostIds: [ina.id],
				});
				ids.teamEventType = { teamId: team.id, eventTypeId: any.id };
				const whole = school.addTeam({ name: 'School', members: [ina], organization: true });
				ids.organization = { organizationId: whole.id };
			}
			const key = await made('mtlCalComApi', { apiKey: ina.key, baseUrl: calcom.url });
			const credentials = { mtlCalComApi: key, mtlCalComWebhookApi: credential };
			const path = `check-${dialect}`.toLowerCase();
			const check = await publishReconcile(path, 'Compare Around Now', credentials);
			schools.set(dialect, { calcom, ids, key, check });
		}
	});
	afterAll(async () => {
		for (const { calcom } of schools.values()) await calcom.stop();
		await n8n?.stop();
		await stop();
	});

	async function made(type: string, data: object) {
		const named = { name: randomUUID(), type, data };
		const { id, name } = await api.call<typeof credential>('POST', '/credentials', named);
		return { id, name };
	}

	const urlOf = (path: string) => theInstance().webhookUrl.replace(/calcom$/, path);
	const at = (calcom: CalCom, url: string) =>
		calcom.school.webhooks.filter(({ subscriberUrl }) => subscriberUrl === url);

	const counts = () => published.map(({ calcom, url }) => at(calcom, url).length);

	/** Kills n8n at a request about webhooks. */
	function killAt(calcom: CalCom, { method, after }: { method: string; after: number }) {
		const kill = async () => {
			process.kill(n8n.child.pid, 'SIGKILL');
			await n8n.child.exited;
		};
		calcom.api.mischief.add({ method, after, path: ofWebhooks, trick: { play: kill } });
	}

	async function startAgain() {
		await n8n.child.exited;
		n8n = await startN8n(running.instance, {
			report: () => {},
			signal: new AbortController().signal,
		});
	}

	/** The published workflow, as short as it can be. */
	function workflowFor(path: string, more: INodeParameters, key: typeof credential): IWorkflowBase {
		const whole = exported('calcom-bookings.json');
		const trigger = whole.nodes.find(({ type }) => type.endsWith('calComTrigger')) as INode;
		return {
			...whole,
			name: path,
			connections: {},
			nodes: [
				{
					...trigger,
					...{ id: randomUUID(), webhookId: randomUUID() },
					parameters: { ...trigger.parameters, ...more, path, registers: true },
					credentials: {
						...trigger.credentials,
						mtlCalComWebhookApi: credential,
						mtlCalComApi: key,
					},
				},
			],
		};
	}

	it.each(cases)('$scope in $dialect, $crash: exactly one', async ({ dialect, scope, crash }) => {
		const school = schools.get(dialect) as Opened;
		const { calcom, ids, key, check } = school;
		const path = `${dialect}-${scope}-${names.indexOf(crash)}`.toLowerCase();
		const url = urlOf(path);
		const workflow = workflowFor(path, { bookingsOf: scope, ...ids[scope] }, key);
		killAt(calcom, crashes[crash]);
		await api.publish(workflow).catch(() => {});
		await n8n.child.exited;
		expect(at(calcom, url).length).toBeLessThan(2);
		await startAgain();
		await check();
		expect(at(calcom, url)).toMatchObject([{ active: true }]);
		published.push({ ...school, url });
		expect(counts()).toEqual(published.map(() => 1));
	});

	it('is repaired by the next reconciliation if n8n is killed at the repair', async () => {
		const [{ calcom, url, check }] = published as [(typeof published)[0]];
		for (const webhook of at(calcom, url)) webhook.active = false;
		killAt(calcom, { method: 'PATCH', after: 0 });
		await expect(check()).rejects.toThrow();
		await startAgain();
		await check();
		expect(at(calcom, url)).toMatchObject([{ active: true }]);
		expect(counts()).toEqual(published.map(() => 1));
	});

	it('is removed on unpublish, even if n8n is killed at the removal', async () => {
		const { calcom, url, check } = published.pop() as (typeof published)[0];
		const path = url.split('/').pop() ?? '';
		const all = await api.call<Array<{ id: string; name: string }>>('GET', '/workflows');
		const id = all.find(({ name }) => name === path)?.id ?? '';
		killAt(calcom, { method: 'DELETE', after: 0 });
		await api.unpublish(id).catch(() => {});
		await startAgain();
		await check();
		expect(at(calcom, url)).toEqual([]);
		expect(counts()).toEqual(published.map(() => 1));
	});
});
