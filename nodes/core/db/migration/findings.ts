import type { Db } from '../connection';
import { missingStatements } from './compare';
import type { Description } from './describe';
import { probeDatabase } from './probe';
import { bystanderFindings } from './rules/bystanders';
import { characterSetFindings } from './rules/characterSets';
import { columnFindings } from './rules/columns';
import type { Finding } from './rules/finding';
import { idFindings } from './rules/ids';
import { keyFindings } from './rules/keys';
import { privilegeFindings } from './rules/privileges';
import { rowFindings } from './rules/rows';
import { serverFindings } from './rules/server';
import { sizeFindings } from './rules/sizes';
import { tableFindings } from './rules/tables';
import { viewFindings } from './rules/viewAccess';
import { wordFindings } from './rules/words';
import { requiredTables } from './schema';
import { ownViews, viewSql } from './view';

/** What `migrate` runs: one change each. */
export function statementsFor({ tables }: Description): string[] {
	return [
		...requiredTables.flatMap((required) => missingStatements(required, tables.get(required.name))),
		...ownViews
			.filter(({ name }) => !tables.has(name))
			.map((view) => `CREATE VIEW ${view.name} AS ${viewSql(view, tables)}`),
	];
}

/**
 * Everything in the database that is in the way of the package or that it copes with, in the order
 * in which the statements can be run.
 */
export async function findingsIn(db: Db, description: Description): Promise<Finding[]> {
	const tables = tableFindings(description);
	const { refused, views, repeated } = await probeDatabase(db, description);
	return [
		...serverFindings(description),
		...privilegeFindings(description, statementsFor(description)),
		...tables,
		...sizeFindings(description),
		...idFindings(description),
		...columnFindings(description),
		...characterSetFindings(description),
		...wordFindings(description, refused),
		...keyFindings(description),
		...viewFindings(description, views),
		...rowFindings(repeated),
		...bystanderFindings(description),
	];
}
