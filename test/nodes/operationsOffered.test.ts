import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { operations } from '../../nodes/Mtl/operations';
import { Mtl } from '../../nodes/runtime';

const { description } = new Mtl();
const { properties } = description;
const named = (name: string) => properties.filter((property) => property.name === name);
const shows = ({ displayOptions }: INodeProperties, resource: string, operation: string) =>
	displayOptions?.show?.['resource']?.includes(resource) === true &&
	displayOptions.show['operation']?.includes(operation) === true;

describe('the node MTL', () => {
	it('may be used by agents, and lists every resource once', () => {
		expect(description.usableAsTool).toBe(true);
		const listed = (named('resource')[0]?.options as INodePropertyOptions[]).map(
			({ value }) => value,
		);
		expect([...listed].sort()).toEqual(
			[...new Set(operations.map(({ resource }) => resource))].sort(),
		);
	});

	it.each(operations.map((one) => ({ ...one, title: `${one.resource}: ${one.name}` })))(
		'$title is offered with an action and a description',
		(one) => {
			const list = named('operation').find(({ displayOptions }) =>
				displayOptions?.show?.['resource']?.includes(one.resource),
			);
			expect(list?.options).toContainEqual({
				name: one.name,
				value: one.value,
				action: expect.stringMatching(/^[A-Z][a-z]+( (a|an|the|of|to|or|many|as|[a-z]+))*$/),
				description: expect.stringMatching(/^[A-Z].*[^.]$/),
			});
		},
	);

	it.each(operations.map((one) => ({ ...one, title: `${one.resource}: ${one.name}` })))(
		'$title shows its own fields, and those of Define Below only then',
		(one) => {
			const shown = properties.filter((property) => shows(property, one.resource, one.value));
			const always = shown.filter(({ displayOptions }) => !displayOptions?.show?.['dataMode']);
			const below = shown.filter(({ displayOptions }) => displayOptions?.show?.['dataMode']);
			const mode = one.mapsAutomatically ? ['dataMode'] : [];
			const names = (fields: ReadonlyArray<{ name: string }> = []) =>
				fields.map(({ name }) => name);
			expect(names(always).sort()).toEqual([...mode, ...names(one.fields)].sort());
			expect(names(below).sort()).toEqual(names(one.ownFields).sort());
			expect(
				below.every(
					({ displayOptions }) => displayOptions?.show?.['dataMode']?.[0] === 'defineBelow',
				),
			).toBe(true);
			expect(new Set(shown.map(({ name }) => name)).size).toBe(shown.length);
		},
	);

	it('shows every field under Define Below immediately, and no filter before it is added', () => {
		const collections = properties.filter(({ type }) => type === 'collection');
		expect(collections.length).toBeGreaterThan(0);
		for (const { name, default: shown, options = [] } of collections) {
			const inner = options as INodeProperties[];
			const all = inner.map((one) => [one.name, one.default]);
			// n8n would miss a required one in every step that shows no such collection.
			expect(inner.filter(({ required }) => required)).toEqual([]);
			expect(shown).toEqual(name === 'fields' ? Object.fromEntries(all) : {});
		}
	});

	it('has few properties, because n8n visits all of them for every step of a workflow', () => {
		expect(properties.length).toBeLessThanOrEqual(50);
	});

	it('has no field that is never shown', () => {
		const lost = properties.filter(
			(property) =>
				!['resource', 'operation'].includes(property.name) &&
				!operations.some(({ resource, value }) => shows(property, resource, value)),
		);
		expect(lost.map(({ name }) => name)).toEqual([]);
	});

	it('maps automatically by default', () => {
		for (const mode of named('dataMode')) expect(mode.default).toBe('autoMapInputData');
	});
});
