import { HookContext } from 'n8n-core';
import type {
	IDataObject,
	IHookFunctions,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { CalComTrigger } from '../../nodes/runtime';
import { additionalDataOf, workflowOf } from '../support/n8nCoreInstance';
import {
	type Asked,
	type Scripted,
	scriptedServer,
	type ScriptedServer,
	success,
} from '../support/scriptedServer';
import { WebhookAccount } from '../support/webhookAccount';

const { checkExists, create, delete: remove } = new CalComTrigger().webhookMethods.default;

let server: ScriptedServer;
let account: WebhookAccount;
let staticData: IDataObject;
let isAway = false;

beforeEach(async () => {
	isAway = false;
	account = new WebhookAccount();
	staticData = {};
	server = await scriptedServer((asked) =>
		isAway ? { status: 502, text: 'Bad gateway' } : (aboutSchool(asked) ?? account.answer(asked)),
	);
});
afterEach(async () => await server.stop());

/** The account behind the key, with one event type of its own and one of a team. */
function aboutSchool({ path }: Asked): Scripted | null {
	const [bare = ''] = path.split('?');
	const answers: Record<string, unknown> = {
		'/v2/me': { id: 1, email: 'ina@school.example', username: 'ina' },
		'/v2/event-types': path.endsWith('?username=ina') ? [{ id: 7, title: 'Level check' }] : [],
		'/v2/teams': [{ id: 5, name: 'Teachers' }],
		'/v2/teams/5/event-types': [{ id: 8, title: 'Any teacher' }],
	};
	return bare in answers ? success(answers[bare]) : null;
}

interface Published {
	parameters?: IDataObject;
	activation?: WorkflowActivateMode;
	mode?: WorkflowExecuteMode;
	secret?: string;
}

/** What n8n hands to the trigger when a workflow is published. */
function hookContext({
	parameters = {},
	activation = 'update',
	mode = 'trigger',
	secret = 'made-up-secret',
}: Published) {
	const node = {
		id: '1',
		name: 'Cal.com Booking Trigger',
		type: 'n8n-nodes-mtl.calComTrigger',
		typeVersion: 2,
		webhookId: 'calcom-bookings',
		position: [0, 0],
		parameters: { registers: true, events: ['BOOKING_CREATED'], ...parameters },
		credentials: {
			mtlCalComApi: { id: 'a', name: 'Cal.com API' },
			mtlCalComWebhookApi: { id: 'b', name: 'Cal.com webhook' },
		},
	};
	const credentials = {
		mtlCalComApi: { apiKey: 'made-up', baseUrl: server.url },
		mtlCalComWebhookApi: { secret },
	};
	const json = { id: 'w', name: 'Bookings', nodes: [node], connections: {}, active: true };
	const instance = { json: json as never, credentials };
	const workflow = workflowOf(instance);
	workflow.staticData = { 'node:Cal.com Booking Trigger': staticData };
	const additionalData = {
		...additionalDataOf(instance),
		webhookBaseUrl: 'https://n8n.school.example/webhooks',
	};
	const own = workflow.getNode(node.name);
	if (!own) throw new Error('The workflow has no trigger.');
	const context = new HookContext(workflow, own, additionalData, mode, activation);
	return context as unknown as IHookFunctions;
}

/** As n8n does it: asks whether the webhook exists, and creates it if not. */
async function publish(published: Published = {}): Promise<void> {
	const context = hookContext(published);
	if (!(await checkExists.call(context))) await create.call(context);
}

describe('A trigger that registers its webhook in Cal.com', () => {
	it('creates it on publish, keeps it on restart, and removes it on unpublish', async () => {
		await publish();
		expect(account.hooks).toMatchObject([
			{
				subscriberUrl: 'https://n8n.school.example/webhooks/calcom',
				triggers: ['BOOKING_CREATED'],
				secret: 'made-up-secret',
				active: true,
			},
		]);
		expect(staticData).toEqual({ webhookId: account.hooks[0]?.id });
		await publish({ activation: 'init' });
		expect(account.hooks).toHaveLength(1);
		await remove.call(hookContext({}));
		expect(account.hooks).toEqual([]);
		expect(staticData).toEqual({});
	}, 20_000);

	it('does nothing when the option is off, or for the Test URL', async () => {
		for (const off of [{ parameters: { registers: false } }, { mode: 'manual' as const }]) {
			await publish(off);
			await remove.call(hookContext(off));
		}
		expect(server.asked).toEqual([]);
	});

	it('starts without Cal.com, but does not publish without it', async () => {
		isAway = true;
		await publish({ activation: 'init' });
		await expect(publish()).rejects.toThrow("Cal.com's API has a fault (502).");
	}, 30_000);

	it('refuses to register without a secret', async () => {
		await expect(publish({ secret: '' })).rejects.toThrow('has no secret');
		expect(server.asked).toEqual([]);
	});

	it.each([
		['user', ['Any teacher']],
		['eventType', ['Any teacher']],
		['teamEventType', ['Level check']],
		['organization', []],
	])('says which event types it does not cover: %s', async (bookingsOf, uncovered) => {
		const eventTypeId = bookingsOf === 'teamEventType' ? 8 : 7;
		const ids = { teamId: 5, eventTypeId, organizationId: 3 };
		const context = hookContext({ parameters: { bookingsOf, ...ids } });
		const warn = jest.spyOn(context.logger, 'warn');
		await create.call(context);
		const said = warn.mock.calls.flat().join(' ');
		warn.mockRestore();
		for (const title of ['Level check', 'Any teacher'])
			expect(said.includes(title)).toBe(uncovered.includes(title));
	});

	it('registers for the scope that is chosen', async () => {
		const parameters = { bookingsOf: 'teamEventType', teamId: 5, eventTypeId: 7 };
		await publish({ parameters });
		const listed = server.asked.find(({ path }) => path.includes('webhooks'));
		expect(listed?.path).toMatch(/^\/v2\/teams\/5\/event-types\/7\/webhooks\?/);
	});
});

describe('The test of the API credential', () => {
	const test = async (data: IDataObject) =>
		await new CalComTrigger().methods.credentialTest.testCalComApi.call(
			{} as never,
			{ id: 'a', name: 'a', type: 'a', data } as never,
		);

	it('says whose key it is', async () => {
		const me = { id: 1, email: 'ina@school.example', username: 'ina', name: 'Ina Host' };
		const own = await scriptedServer(() => ({ json: { status: 'success', data: me } }));
		const result = await test({ apiKey: 'made-up', baseUrl: own.url });
		await own.stop();
		expect(result).toEqual({
			status: 'OK',
			message: 'This is the key of Ina Host (ina@school.example).',
		});
	});

	it('names the base URL when that is wrong', async () => {
		const result = await test({ apiKey: 'made-up', baseUrl: 'cal.com' });
		expect(result.message).toContain('not a web address');
	});
});
