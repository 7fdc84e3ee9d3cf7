import { join } from 'node:path';

/** Executions that n8n has not ended, its waiting ones included; read from n8n's own store. */
export function executionsUnderWay(home: string): number {
	return count(home, "status IN ('new', 'running', 'waiting')");
}

/** Executions of "Alert on failure" that went on to tell people of the event with this id. */
export function alertsAbout(home: string, eventId: number): number {
	return count(
		home,
		"workflowId = 'mtlAlertOnFailure01' AND id IN (SELECT executionId FROM execution_data WHERE data LIKE ? AND data LIKE ?)",
		'%"Describe the Failure"%',
		`%Event: id ${eventId} in webhook_events.%`,
	);
}

function count(home: string, condition: string, ...values: string[]): number {
	const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
	const store = new DatabaseSync(join(home, 'n8n/.n8n/database.sqlite'), { readOnly: true });
	try {
		const sql = `SELECT COUNT(*) AS n FROM execution_entity WHERE deletedAt IS NULL AND ${condition}`;
		return Number(store.prepare(sql).get(...values)?.['n']);
	} finally {
		store.close();
	}
}
