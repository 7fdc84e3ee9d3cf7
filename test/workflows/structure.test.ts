import { displayParameter, safeParseWorkflowStructure } from 'n8n-workflow';

import { apiCredential } from '../../nodes/core/n8n/calComApi';
import { MtlCalComWebhookApi, MtlDatabaseApi } from '../../nodes/runtime';
import { nodeTypes } from '../support/n8nCoreNodes';
import { exported, isSticky, workflowFiles } from '../support/workflowFiles';

/** n8n's own nodes that the workflows use, with versions that n8n 2.41 has. */
const ofN8n: Record<string, number[]> = {
	'n8n-nodes-base.stickyNote': [1],
	'n8n-nodes-base.errorTrigger': [1],
	'n8n-nodes-base.noOp': [1],
	'n8n-nodes-base.wait': [1, 1.1],
	'n8n-nodes-base.set': [3.4],
	'n8n-nodes-base.if': [2.2],
	'n8n-nodes-base.scheduleTrigger': [1.2],
	'n8n-nodes-base.removeDuplicates': [2],
	'n8n-nodes-base.formTrigger': [2.6],
	'n8n-nodes-base.form': [2.5],
	'n8n-nodes-base.emailSend': [2.1],
};
const workflows = workflowFiles.map((file) => ({ file, json: exported(file) }));
const ids = workflows.map(({ json }) => json.id);
const secretNames = [new MtlDatabaseApi(), new MtlCalComWebhookApi()]
	.flatMap(({ properties }) => properties)
	.filter(({ typeOptions }) => typeOptions?.password)
	.map(({ name }) => name);

it('the workflows have unique ids of at most 21 characters', () => {
	expect(new Set(ids).size).toBe(ids.length);
	for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{1,21}$/);
});

it('all are published except those that only people start, and those that need a credential', () => {
	const unpublished = workflows.filter(({ json }) => !json.active).map(({ file }) => file);
	expect(unpublished).toEqual([
		'backfill.json',
		'daily-digest.json',
		'reconcile.json',
		'replay-events.json',
	]);
});

it('no two nodes have the same webhook address', () => {
	const addresses = workflows.flatMap(({ json }) =>
		json.nodes.flatMap(({ webhookId }) => (webhookId ? [webhookId] : [])),
	);
	expect(new Set(addresses).size).toBe(addresses.length);
});

describe.each(workflows)('$file', ({ json }) => {
	it('is a valid workflow for n8n', () => {
		expect(safeParseWorkflowStructure(json)).toMatchObject({ success: true });
	});

	it('has a fixed id and a unique name for every node', () => {
		for (const key of ['id', 'name'] as const) {
			const values = json.nodes.map((node) => node[key]);
			expect(new Set(values).size).toBe(values.length);
			expect(values.every(Boolean)).toBe(true);
		}
	});

	it('knows every node type in a version that exists', () => {
		for (const { type, typeVersion } of json.nodes) {
			const ours = type.startsWith('n8n-nodes-mtl.') && nodeTypes.getByNameAndVersion(type);
			const versions = ours ? [ours.description.version].flat() : ofN8n[type];
			expect([type, versions]).toEqual([type, expect.arrayContaining([typeVersion])]);
		}
	});

	it('uses only parameter names that the node has', () => {
		for (const { name, type, parameters } of json.nodes) {
			if (!type.startsWith('n8n-nodes-mtl.')) continue;
			const known = nodeTypes
				.getByNameAndVersion(type)
				.description.properties.map((one) => one.name);
			const added = Object.keys(parameters).filter(
				(key) => key !== 'pollTimes' && !known.includes(key),
			);
			expect([name, added]).toEqual([name, []]);
		}
	});

	it('names every credential by id and name, and each node has all it needs', () => {
		for (const node of json.nodes) {
			const { type, parameters, credentials = {} } = node;
			const wanted = type.startsWith('n8n-nodes-mtl.')
				? nodeTypes.getByNameAndVersion(type).description
				: null;
			// As imported, the webhook is registered manually, without a key for Cal.com's API.
			const names = (wanted?.credentials ?? [])
				.filter(({ name }) => name !== apiCredential)
				.filter((one) => one.required !== false || displayParameter(parameters, one, node, wanted))
				.map(({ name }) => name);
			expect(Object.keys(credentials).sort()).toEqual(names.sort());
			for (const one of Object.values(credentials)) {
				expect(one).toEqual({
					id: expect.stringMatching(/^[A-Za-z0-9]{1,21}$/),
					name: expect.any(String),
				});
			}
		}
	});

	it('holds no secrets', () => {
		const settings = JSON.stringify(
			json.nodes.map(({ parameters, credentials }) => [parameters, credentials]),
		);
		const found = secretNames.filter((name) => settings.includes(`"${name}":`));
		expect([found, /mysql:\/\/|Bearer |-----BEGIN/.exec(JSON.stringify(json))]).toEqual([[], null]);
	});

	it('connects only to existing nodes', () => {
		const names = json.nodes.filter((node) => !isSticky(node)).map(({ name }) => name);
		const ends = Object.entries(json.connections).flatMap(([from, { main = [] }]) => [
			from,
			...main.flatMap((output) => (output ?? []).map(({ node }) => node)),
		]);
		expect(ends.filter((name) => !names.includes(name))).toEqual([]);
		expect(names.filter((name) => !ends.includes(name))).toEqual([]);
	});

	it('runs in the current execution order, and names an existing error workflow', () => {
		expect(json.settings?.executionOrder).toBe('v1');
		const { errorWorkflow } = json.settings ?? {};
		const runsAlone = /(calCom|schedule)Trigger|mtlUnfinishedEvents|mtlDesk$/;
		if (json.nodes.some(({ type }) => runsAlone.test(type))) expect(ids).toContain(errorWorkflow);
		if (errorWorkflow) expect(json.id).not.toBe(errorWorkflow);
	});

	it('has no time limit if it waits or takes long, whatever limit n8n has', () => {
		const takesLong = /\.(wait|form)$/;
		const { executionTimeout } = json.settings ?? {};
		if (
			json.nodes.some(
				({ type, parameters }) => takesLong.test(type) || parameters['operation'] === 'retention',
			)
		)
			expect(executionTimeout).toBe(-1);
	});

	it('gives every node with a webhook an id for it', () => {
		const needs = /\.(calComTrigger|mtlDesk|wait|formTrigger|form|emailSend)$/;
		const without = json.nodes.filter(({ type, webhookId }) => needs.test(type) && !webhookId);
		expect(without.map(({ name }) => name)).toEqual([]);
	});
});
