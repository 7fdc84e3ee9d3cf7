import type { IDataObject } from 'n8n-workflow';

import { MtlError } from '../core/domain/errors';

/** Rows as they go out: times as ISO 8601 in UTC, without columns that tell people nothing. */
export function rowsOut(rows: readonly object[]): IDataObject[] {
	return rows.map((row) => {
		const { rewritten: _, ...shown } = JSON.parse(JSON.stringify(row)) as IDataObject;
		return shown;
	});
}

/**
 * The one row that was asked for.
 *
 * @throws {MtlError} `not-found`
 */
export function rowOut(row: object | undefined, what: string): IDataObject {
	if (row) return rowsOut([row])[0] as IDataObject;
	throw new MtlError('not-found', `The ${what} was not found.`, 'Look it up with Get Many.');
}
