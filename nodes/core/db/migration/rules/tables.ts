import type { ActualTable, Description } from '../describe';
import { requiredTables, sharedTables } from '../schema';
import { ownViews } from '../view';
import { type Finding, note, obstacle, quoted } from './finding';

/** Tables that are no tables, have another name, or cannot take part in a transaction. */
export function tableFindings({ tables, server }: Description): Finding[] {
	const isCaseSensitive = (server.variables.get('lower_case_table_names') ?? '0') === '0';
	return [
		...requiredTables.flatMap(({ name, foreign }) => {
			const actual = tables.get(name);
			if (!actual) return otherName(name, tables);
			return [
				...(isCaseSensitive ? inCapitals(actual, name) : []),
				...(foreign ? [] : withoutTransactions(actual, name)),
			];
		}),
		...ownViews.flatMap(({ name }) => viewIsTable(name, tables.get(name))),
	];
}

function inCapitals(actual: ActualTable, name: string): Finding[] {
	if (actual.name === name) return [];
	return [
		obstacle(
			`The table ${actual.name} must be named ${name}, because this server tells capitals from small letters.`,
			`RENAME TABLE ${quoted(actual.name)} TO ${name}`,
		),
	];
}

function withoutTransactions({ isView, engine }: ActualTable, name: string): Finding[] {
	if (isView) {
		return [
			obstacle(
				`${name} is a view, but the package needs a table of this name. Rename the view.`,
				`RENAME TABLE ${name} TO ${name}_view`,
			),
		];
	}
	if (engine?.toLowerCase() === 'innodb') return [];
	return [
		obstacle(
			`${name} is a table of ${engine}, where a failed booking stays half-written.`,
			`ALTER TABLE ${name} ENGINE=InnoDB, ROW_FORMAT=DYNAMIC`,
		),
	];
}

/** `app_leads` where there is no `leads`. */
function otherName(name: string, tables: ReadonlyMap<string, ActualTable>): Finding[] {
	if (!sharedTables.some((shared) => shared.name === name)) return [];
	const prefixed = [...tables.values()].find(
		(table) => !table.isView && table.name.toLowerCase().endsWith(`_${name}`),
	);
	if (!prefixed) return [];
	return [
		note(
			`There is a table ${prefixed.name}, but the package uses a table ${name} of its own. If your application should use the same rows, rename its table or make it read ${name}.`,
		),
	];
}

function viewIsTable(name: string, view: ActualTable | undefined): Finding[] {
	if (!view || view.isView) return [];
	return [
		obstacle(
			`${name} is a table, but the package makes a view of this name.`,
			`RENAME TABLE ${quoted(view.name)} TO ${name}_before`,
		),
	];
}
