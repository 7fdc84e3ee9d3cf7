import { join } from 'node:path';
import { runCommand } from './command';
import { nodeEnvironment } from './npm';

/**
 * Brings the database's tables up to date with the project's own command line. Throws RunnerError
 * with its sentence, for example the list of rows that stand in the way.
 */
export async function migrateDatabase(options: {
	home: string;
	projectFolder: string;
	databaseUrl: string;
	signal: AbortSignal;
}): Promise<void> {
	await runCommand({
		home: options.home,
		name: 'migrate',
		command: process.execPath,
		args: [join(options.projectFolder, 'dist/cli.js'), 'migrate'],
		// Not on the command line, where every user of the machine could read the password.
		env: { ...nodeEnvironment(), MTL_DATABASE_URL: options.databaseUrl },
		log: join(options.home, 'migrate.log'),
		signal: options.signal,
		failure: 'The database could not be migrated',
		explain: (said) => `\n${said.trim()}`,
	});
}
