import { findDatabaseServer, type DatabaseProgram } from './findDatabaseServer';
import type { Report } from '../progress';
import { RunnerError } from '../runnerError';
import { installSystemPackage, type Missing } from '../install/systemPackages';

const databaseServer: Missing = {
	what: 'database server',
	packages: {
		'apt-get': 'mariadb-server-core',
		apk: 'mariadb',
		dnf: 'mariadb-server',
		zypper: 'mariadb',
		pacman: 'mariadb',
		brew: 'mariadb',
	},
	instead:
		'Install MariaDB or MySQL with your package manager (Debian, Ubuntu: sudo apt-get install ' +
		'mariadb-server-core) and start again, or set MTL_DATABASE_URL to a database you have.',
};

/**
 * The machine's own database server; when there is none, the system's package manager installs
 * one. Throws RunnerError when that does not work.
 */
export async function requireDatabaseServer(
	home: string,
	report: Report,
	signal: AbortSignal,
): Promise<DatabaseProgram> {
	const found = findDatabaseServer();
	if (found !== undefined) return found;
	await installSystemPackage(databaseServer, { home, report, signal });
	const installed = findDatabaseServer();
	if (installed === undefined) {
		throw new RunnerError(`No server that is found was installed. ${databaseServer.instead}`);
	}
	return installed;
}
