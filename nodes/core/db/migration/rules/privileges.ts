import type { Description } from '../describe';
import { type Finding, obstacle } from './finding';

const needed: ReadonlyArray<[RegExp, string]> = [
	[/^CREATE TABLE/, 'CREATE'],
	[/^ALTER TABLE/, 'ALTER'],
	[/^CREATE (UNIQUE )?INDEX/, 'INDEX'],
	[/^CREATE VIEW/, 'CREATE VIEW'],
];
/** Then `migrate` also writes rows. */
const always = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/**
 * Privileges that the statements of a migration need and the account lacks.
 *
 * @param statements what `migrate` would run
 */
export function privilegeFindings(
	{ server }: Description,
	statements: readonly string[],
): Finding[] {
	if (!server.privileges || statements.length === 0) return [];
	const lacking = new Set<string>();
	for (const statement of statements) {
		const privileges = needed
			.filter(([pattern]) => pattern.test(statement))
			.map(([, name]) => name);
		const isNew = /^CREATE TABLE/.test(statement);
		for (const name of [...privileges, ...(isNew ? always : [])]) {
			if (!isGranted(server.privileges, name, tableOf(statement))) lacking.add(name);
		}
	}
	if (lacking.size === 0) return [];
	const list = [...lacking].join(', ');
	return [
		obstacle(
			`The database user may not change the tables: it lacks ${list}. An administrator can grant them.`,
			`GRANT ${list} ON \`${server.database}\`.* TO ${server.account}`,
		),
	];
}

function tableOf(statement: string): string {
	const name = /^(?:CREATE TABLE IF NOT EXISTS|ALTER TABLE|CREATE VIEW|.* ON) (\w+)/.exec(
		statement,
	);
	return name?.[1]?.toLowerCase() ?? '';
}

function isGranted(
	privileges: ReadonlyMap<string, ReadonlySet<string>>,
	name: string,
	table: string,
): boolean {
	return ['*', table].some((place) => privileges.get(place)?.has(name));
}
