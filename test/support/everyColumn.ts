type Query = (sql: string, values?: unknown[]) => Promise<Array<Record<string, unknown>>>;

/**
 * Every place in a database where a pattern is found, including other applications' tables and
 * views.
 */
export async function placesOf(query: Query, pattern: RegExp): Promise<string[]> {
	const tables = await query(
		'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
	);
	const places = new Set<string>();
	for (const { name } of tables) {
		for (const row of await query('SELECT * FROM ??', [name])) {
			for (const [column, value] of Object.entries(row)) {
				const text = Buffer.isBuffer(value) ? value.toString() : JSON.stringify(value);
				if (pattern.test(text)) places.add(`${String(name)}.${column}`);
			}
		}
	}
	return [...places].sort();
}
