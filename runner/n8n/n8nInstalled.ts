import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockFile {
	packages: Record<string, { version?: string; integrity?: string; optional?: boolean }>;
}

/** The folder of n8n's own package.json and lock file. */
export const n8nFolder = join(__dirname, 'install');

/** Whether what is installed is what the lock file asks for, its compiled part included. */
export function isN8nInstalled(folder = n8nFolder): boolean {
	// npm writes this list last, so an interrupted installation has none.
	const listPath = join(folder, 'node_modules/.package-lock.json');
	const compiled = join(folder, 'node_modules/sqlite3/build/Release/node_sqlite3.node');
	if (!existsSync(listPath) || !existsSync(compiled)) return false;
	const wanted = readLock(join(folder, 'package-lock.json'));
	const installed = readLock(listPath);
	// Optional packages depend on the machine; the first entry, '', is the folder itself.
	return Object.entries(wanted).every(
		([path, { version, integrity, optional }]) =>
			optional === true ||
			path === '' ||
			(installed[path]?.version === version && installed[path]?.integrity === integrity),
	);
}

function readLock(path: string): LockFile['packages'] {
	return (JSON.parse(readFileSync(path, 'utf8')) as LockFile).packages;
}
