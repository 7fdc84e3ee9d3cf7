import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A workflow as it stands in n8n. */
export interface StoredWorkflow {
	id: string;
	/** Of name, nodes, connections and settings: changes when people edit, not when they publish. */
	contentHash: string;
	isPublished: boolean;
}

/** The workflows in n8n's own database (SQLite), read without n8n; none when there is no database. */
export function readStoredWorkflows(home: string): Map<string, StoredWorkflow> {
	const path = join(home, 'n8n/.n8n/database.sqlite');
	if (!existsSync(path)) return new Map();
	const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		const hasTable = database
			.prepare("SELECT 1 FROM sqlite_master WHERE name = 'workflow_entity'")
			.get();
		if (hasTable === undefined) return new Map();
		const rows = database
			.prepare(
				'SELECT id, name, nodes, connections, settings, activeVersionId FROM workflow_entity',
			)
			.all();
		return new Map(rows.map((row) => [String(row.id), toStored(row)]));
	} finally {
		database.close();
	}
}

function toStored(row: Record<string, unknown>): StoredWorkflow {
	const content = JSON.stringify([row.name, row.nodes, row.connections, row.settings]);
	return {
		id: String(row.id),
		contentHash: createHash('sha256').update(content).digest('hex'),
		isPublished: row.activeVersionId !== null,
	};
}
