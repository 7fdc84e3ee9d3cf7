import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The ids of workflows with a trigger that n8n could not start and does not try again, because it
 * was started once without the package. Only n8n's SQLite database is read; else the list is empty.
 *
 * @param folder n8n's own folder, `.n8n`
 */
export function failedWorkflows(folder: string, environment: NodeJS.ProcessEnv): string[] {
	if ((environment['DB_TYPE'] || 'sqlite') !== 'sqlite') return [];
	const path = join(folder, environment['DB_SQLITE_DATABASE'] || 'database.sqlite');
	if (!existsSync(path)) return [];
	const prefix = environment['DB_TABLE_PREFIX'] ?? '';
	try {
		const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
		const database = new DatabaseSync(path, { readOnly: true });
		try {
			const table = `"${prefix}workflow_publication_trigger_status"`;
			const rows = database
				.prepare(`SELECT DISTINCT workflowId FROM ${table} WHERE status = 'failed'`)
				.all();
			return rows.map((row) => String(row['workflowId']));
		} finally {
			database.close();
		}
	} catch {
		// Another version of n8n, without this table.
		return [];
	}
}
