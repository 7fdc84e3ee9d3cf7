import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../core/n8n/operation';

type Pair = Pick<Operation, 'resource' | 'value'>;

/** A field of one operation, with the conditions besides resource and operation. */
export interface Field {
	of: Pair;
	property: INodeProperties;
}

/**
 * Turns fields that look the same in several operations into one property: n8n walks through all properties of every
 * node of a workflow three times for each request. A condition can only say "one of these resources and one of
 * these operations", so fields are joined only where that means exactly their operations.
 */
export function shareFields(
	fields: readonly Field[],
	operations: readonly Pair[],
): INodeProperties[] {
	const shared: Array<{ looks: string; pairs: Pair[]; property: INodeProperties }> = [];
	for (const { of, property } of fields) {
		const looks = JSON.stringify(property);
		const mate = shared.find(
			(one) => one.looks === looks && isExact([...one.pairs, of], operations),
		);
		if (mate) mate.pairs.push(of);
		else shared.push({ looks, pairs: [of], property });
	}
	return shared.map(({ pairs, property }) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: {
				...property.displayOptions?.show,
				operation: distinct(pairs.map(({ value }) => value)),
				resource: distinct(pairs.map(({ resource }) => resource)),
			},
		},
	}));
}

function isExact(pairs: readonly Pair[], operations: readonly Pair[]): boolean {
	const has = (all: readonly Pair[], resource: string, value: string) =>
		all.some((one) => one.resource === resource && one.value === value);
	return pairs.every(({ resource }) =>
		pairs.every(({ value }) => has(pairs, resource, value) || !has(operations, resource, value)),
	);
}

function distinct(values: string[]): string[] {
	return [...new Set(values)];
}
