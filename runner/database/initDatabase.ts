import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../process/command';
import type { DatabaseProgram } from './findDatabaseServer';
import { RunnerError } from '../runnerError';

/**
 * Makes a data folder with the system tables, whose root has no password yet. An interrupted
 * attempt leaves nothing that would be taken for a data folder.
 */
export async function initDatabase(
	program: DatabaseProgram,
	dataFolder: string,
	home: string,
	signal: AbortSignal,
): Promise<void> {
	const draft = `${dataFolder}.draft`;
	rmSync(draft, { recursive: true, force: true });
	mkdirSync(draft, { recursive: true, mode: 0o700 });
	const mariaDb = program.kind === 'MariaDB';
	await runCommand({
		home,
		name: 'database-init',
		command: program.path,
		args: [
			'--no-defaults',
			`--datadir=${draft}`,
			temporaryFiles(dataFolder),
			...asRoot(),
			...(mariaDb ? ['--bootstrap', '--max-allowed-packet=8M'] : ['--initialize-insecure']),
		],
		...(mariaDb ? { input: systemTables(program.path) } : {}),
		env: process.env,
		log: join(home, 'database.log'),
		signal,
		failure: `${program.kind} could not make its data folder`,
	});
	renameSync(draft, dataFolder);
}

/**
 * A folder of its own for the server's temporary files: MariaDB deletes all that look like its own when
 * it starts, also those of other servers that work in the same folder.
 */
export function temporaryFiles(dataFolder: string): string {
	const folder = join(dirname(dataFolder), 'tmp');
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	return `--tmpdir=${folder}`;
}

/** The servers refuse to run as root unless told so by name. */
export function asRoot(): string[] {
	return process.getuid?.() === 0 ? ['--user=root'] : [];
}

// What mariadb-install-db feeds the server, in its order. The script itself asks for programs that
// Debian's mariadb-server-core does not bring. The files were renamed from mysql_ in MariaDB 11.
const parts = [
	{ name: 'system_tables', required: true },
	{ name: 'performance_tables', required: false },
	{ name: 'system_tables_data', required: true },
	{ name: 'maria_add_gis_sp_bootstrap', required: false },
	{ name: 'sys_schema', required: false },
];

function systemTables(programPath: string): string {
	const prefix = dirname(dirname(programPath));
	const folders = [prefix, '/usr', '/usr/local'].flatMap((root) => [
		join(root, 'share/mysql'),
		join(root, 'share/mariadb'),
		join(root, 'share'),
	]);
	const find = (part: string) =>
		folders
			.flatMap((folder) => ['mariadb_', 'mysql_', ''].map((p) => join(folder, `${p}${part}.sql`)))
			.find((path) => existsSync(path));
	const texts = parts.map(({ name, required }) => {
		const path = find(name);
		if (path !== undefined) return readFileSync(path, 'utf8');
		if (!required) return '';
		throw new RunnerError(
			`MariaDB's file for "${name}" was not found in ${folders.join(', ')}. ` +
				'Install the whole server package, or set MTL_DATABASE_URL.',
		);
	});
	const head = 'create database mysql;\nuse mysql;\nSET @auth_root_socket=NULL;\n';
	// Lines about root at this machine's own name are left out, as the script does for packages.
	return head + texts.join('\n').replace(/^.*@current_hostname.*$/gm, '');
}
