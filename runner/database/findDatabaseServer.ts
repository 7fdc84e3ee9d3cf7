import { execFileSync } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** A database server program of this machine. */
export interface DatabaseProgram {
	kind: 'MariaDB' | 'MySQL';
	path: string;
}

const usualFolders = [
	'/usr/sbin',
	'/usr/local/sbin',
	'/usr/libexec',
	'/usr/local/bin',
	'/usr/local/mysql/bin',
	'/opt/homebrew/bin',
	'/opt/homebrew/opt/mariadb/bin',
	'/opt/homebrew/opt/mysql/bin',
];

/** The path of a program on PATH or in one of the usual folders, or undefined. */
export function findProgram(name: string): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(':').filter(Boolean), ...usualFolders];
	return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The machine's own MariaDB or MySQL server, or undefined. Other servers are not looked for. */
export function findDatabaseServer(): DatabaseProgram | undefined {
	for (const name of ['mariadbd', 'mysqld']) {
		const path = findProgram(name);
		const program = path === undefined ? undefined : databaseProgram(path);
		if (program !== undefined) return program;
	}
	return undefined;
}

/** The server program at this path; undefined where it can't be run. */
export function databaseProgram(path: string): DatabaseProgram | undefined {
	const kind = kindOf(path);
	return kind && { kind, path: realpathSync(path) };
}

function kindOf(path: string): DatabaseProgram['kind'] | undefined {
	try {
		const said = execFileSync(path, ['--no-defaults', '--version'], { encoding: 'utf8' });
		return said.includes('MariaDB') ? 'MariaDB' : 'MySQL';
	} catch {
		return undefined;
	}
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
