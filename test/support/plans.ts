import type { TestDatabase } from './database';

/**
 * The tables (by alias) that a server would read from end to end for a query; along an index is a
 * scan too. Tables that the query makes itself (`<derived2>`) don't count.
 */
export async function tablesScanned(query: TestDatabase['query'], sql: string): Promise<string[]> {
	// MySQL 9 would answer with a text; MariaDB has no such setting.
	await query("SET SESSION explain_format = 'TRADITIONAL'").catch(() => []);
	const plan = await query(`EXPLAIN ${sql}`);
	if (plan.length === 0 || plan.some((row) => !('type' in row)))
		throw new Error('The server explains queries in another form.');
	return plan
		.filter(({ type }) => type === 'ALL' || type === 'index')
		.map(({ table }) => String(table))
		.filter((table) => !table.startsWith('<'));
}
