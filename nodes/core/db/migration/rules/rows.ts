import type { RepeatedRows } from '../probe';
import { type Finding, obstacle } from './finding';

/** Rows that a person must merge or correct. */
export function rowFindings(repeated: readonly RepeatedRows[]): Finding[] {
	return repeated.map(({ table, columns, ids }) =>
		obstacle(
			`${table}: the rows with the ids ${ids} have the same ${columns.join(', ')}; it must be unique. Merge or correct these rows.`,
		),
	);
}
