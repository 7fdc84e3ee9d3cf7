import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	fromParameter,
	type INodeProperties,
	type INodePropertyOptions,
	webhookDescriptionFields,
} from 'n8n-workflow';

import { CalComTrigger, Mtl, MtlDesk, MtlUnfinishedEvents } from '../../nodes/runtime';

const nodes = {
	CalComTrigger: new CalComTrigger(),
	Mtl: new Mtl(),
	MtlDesk: new MtlDesk(),
	MtlUnfinishedEvents: new MtlUnfinishedEvents(),
};
const each = Object.entries(nodes).map(([folder, { description }]) => ({ folder, description }));
/** Also fields inside fields. */
const withInner = (property: INodeProperties): INodeProperties[] => [
	property,
	...(property.options ?? []).flatMap((option) =>
		'values' in option
			? option.values.flatMap(withInner)
			: 'displayName' in option && 'type' in option
				? withInner(option)
				: [],
	),
];
const files = (folder: string, name: string) => join(__dirname, '../../nodes', folder, name);

describe.each(each)('$folder', ({ folder, description }) => {
	it('has icons for light and dark, and a codex file of its type', () => {
		const { light, dark } = description.icon as { light: string; dark: string };
		for (const icon of [light, dark])
			expect(existsSync(files(folder, icon.replace('file:', '')))).toBe(true);
		const codex = JSON.parse(readFileSync(files(folder, `${folder}.node.json`), 'utf8')) as object;
		expect(codex).toMatchObject({
			node: `n8n-nodes-mtl.${description.name}`,
			categories: expect.any(Array),
		});
	});

	it.each(description.properties.flatMap(withInner))(
		'$name has what the editor needs',
		(property) => {
			expect(property.displayName).toMatch(property.type === 'notice' ? /\.$/ : /^[A-Z]/);
			expect(property).toHaveProperty('default');
			expect(property.description ?? '').not.toMatch(/\.$(?<!\. .*)/);
			if (property.type === 'boolean') expect(property.description).toMatch(/^Whether /);
			if (property.type === 'options' || property.type === 'multiOptions') {
				const { loadOptionsMethod } = property.typeOptions ?? {};
				if (loadOptionsMethod) {
					expect(property.displayName).toMatch(/ Name or ID$/);
					return;
				}
				const values = (property.options as INodePropertyOptions[]).map(({ value }) => value);
				expect(values.length).toBeGreaterThan(0);
				expect([property.default].flat().filter((one) => !values.includes(one as string))).toEqual(
					[],
				);
				expect(new Set(values).size).toBe(values.length);
			}
		},
	);

	it('has no expression in the defaults of a new node', () => {
		const defaults = description.properties.flatMap(withInner).map((property) => property.default);
		expect(JSON.stringify(defaults)).not.toMatch(/"=|\{\{/);
	});
});

describe('both triggers', () => {
	it('have the same four outputs in the same order; unrecorded deliveries leave through a fifth', () => {
		const four = ['Created', 'Rescheduled', 'Cancelled', 'Other'];
		const names = [[...four, 'Database Away'], four];
		for (const { description } of [nodes.CalComTrigger, nodes.MtlUnfinishedEvents]) {
			const outputNames = names.shift() ?? [];
			expect(description).toMatchObject({ group: ['trigger'], inputs: [], outputNames });
			expect(description.outputs).toEqual(outputNames.map(() => 'main'));
		}
	});

	it('cost n8n no expression per request: version 2 or later, and a path taken from the parameter', () => {
		const { version, webhooks } = nodes.CalComTrigger.description;
		expect(Math.min(...[version].flat())).toBeGreaterThanOrEqual(2);
		const fast = webhookDescriptionFields({ path: fromParameter('path', 'calcom') });
		expect(Object.getOwnPropertySymbols(webhooks?.[0])).toEqual(Object.getOwnPropertySymbols(fast));
		expect(webhooks).toMatchObject([
			{ httpMethod: 'POST', isFullPath: true, responseMode: 'responseNode' },
		]);
	});
});
