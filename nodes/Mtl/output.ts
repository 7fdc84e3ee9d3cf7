import type { IDataObject } from 'n8n-workflow';

import { MtlError } from '../core/domain/errors';
import type { OperationContext } from '../core/n8n/operation';

const everything = 1_000_000;

/** How many rows a "Get Many" shall return. */
export function limitOf({ param }: OperationContext): number {
	return param('returnAll', false) ? everything : Math.max(1, Number(param('limit', 50)));
}

/** Rows as they go out: times as ISO 8601 in UTC. */
export function rowsOut(rows: readonly object[]): IDataObject[] {
	return rows.map((row) => JSON.parse(JSON.stringify(row)) as IDataObject);
}

/**
 * The one row that was asked for.
 *
 * @throws {MtlError} `not-found`
 */
export function rowOut(row: object | undefined, what: string): IDataObject {
	if (row) return rowsOut([row])[0] as IDataObject;
	throw new MtlError('not-found', `There is no such ${what}.`, 'Look it up with Get Many.');
}

/** A positive whole number from a field. @throws {MtlError} naming the field */
export function idFrom({ param }: OperationContext, name: string, label: string): number {
	const id = Number(param(name, 0));
	if (Number.isSafeInteger(id) && id > 0) return id;
	throw new MtlError(
		'input',
		`The field "${label}" is not a number above 0.`,
		'Look the ID up in the table, or with Get Many.',
	);
}
