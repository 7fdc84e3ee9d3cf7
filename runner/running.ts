import type { DatabaseServer } from './database/databaseServer';
import type { DatabaseProgram } from './database/findDatabaseServer';
import type { N8nInstance } from './n8n/n8nEnvironment';
import type { N8nServer } from './n8n/n8nServer';
import type { Owner } from './n8n/owner';
import type { Progress } from './progress';
import type { Settings } from './settings';

/** What to start, and whom to tell. */
export interface StartOptions extends Settings {
	/** The project, built: dist/, workflows/, package.json. */
	projectFolder: string;
	/** Replace workflows that people have edited by ours. */
	takeWorkflows: boolean;
	progress: Progress;
	/** Aborting stops the start at any moment, and everything that was started. */
	signal: AbortSignal;
	/** Further settings of n8n, for tests and measurements. */
	n8nSettings?: Record<string, string>;
	/** The embedded database server, where it is not to be the machine's own. */
	program?: DatabaseProgram;
}

/** Everything running: bookings can be received. */
export interface Running {
	webhookUrl: string;
	editorUrl: string;
	owner: Owner;
	webhookSecret: string;
	databaseUrl: string;
	/** The embedded server, or undefined when the school's own database is used. */
	database: DatabaseServer | undefined;
	/** What n8n runs with, to start it again. */
	instance: N8nInstance;
	n8n: N8nServer;
	/** A sentence, when something that was started ends unexpectedly. */
	died: Promise<string>;
	/** Stops n8n, then the database. */
	stop(): Promise<void>;
}
