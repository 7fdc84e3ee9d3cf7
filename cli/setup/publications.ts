import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The ids of workflows with a trigger that n8n could not start and does not try again, because it
 * was started once without the package. Only n8n's SQLite database is read; else the list is empty.
 *
 * @param folder n8n's own folder, `.n8n`
 */
export function failedWorkflows(folder: string, environment: NodeJS.ProcessEnv): string[] {
	const table = 'workflow_publication_trigger_status';
	return workflowsIn(table, "status = 'failed'", folder, environment);
}

/**
 * The ids of workflows that n8n has yet to publish. Until then it serves the webhooks of the version before, and
 * then none for a moment. Only n8n's SQLite database is read; else the list is empty.
 *
 * @param folder n8n's own folder, `.n8n`
 */
export function workflowsBeingPublished(folder: string, environment: NodeJS.ProcessEnv): string[] {
	const isWaiting = "status IN ('pending', 'in_progress')";
	return workflowsIn('workflow_publication_outbox', isWaiting, folder, environment);
}

/** @param table without n8n's prefix */
function workflowsIn(
	table: string,
	condition: string,
	folder: string,
	environment: NodeJS.ProcessEnv,
): string[] {
	if ((environment['DB_TYPE'] || 'sqlite') !== 'sqlite') return [];
	const path = join(folder, environment['DB_SQLITE_DATABASE'] || 'database.sqlite');
	if (!existsSync(path)) return [];
	const prefix = environment['DB_TABLE_PREFIX'] ?? '';
	try {
		const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
		const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
		try {
			const found = database
				.prepare(`SELECT DISTINCT workflowId FROM "${prefix}${table}" WHERE ${condition}`)
				.all();
			return found.map(({ workflowId }) => String(workflowId));
		} finally {
			database.close();
		}
	} catch {
		// Another version of n8n, without this table.
		return [];
	}
}
