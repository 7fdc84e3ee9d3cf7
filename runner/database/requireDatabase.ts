import { createConnection } from 'mysql2/promise';

import { explain } from '../../nodes/core/db/errors';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { RunnerError } from '../runnerError';

/** Makes sure that a given database answers, before the long steps. Throws RunnerError with what to check. */
export async function requireDatabase(url: string): Promise<void> {
	try {
		const { host, port, user, password, database, tls } = settingsFromUrl(url);
		const ssl = tls.enabled ? { ssl: { rejectUnauthorized: tls.verify } } : {};
		const connection = await createConnection({ host, port, user, password, database, ...ssl });
		connection.destroy();
	} catch (error) {
		// `settingsFromUrl` throws a sentence.
		if (error instanceof Error && !('code' in error)) throw new RunnerError(error.message);
		const { message, hint } = explain(error);
		throw new RunnerError(`${message} ${hint} The database is the one in MTL_DATABASE_URL.`);
	}
}
