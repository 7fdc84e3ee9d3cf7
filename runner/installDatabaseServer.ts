import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runCommand } from './command';
import { findDatabaseServer, findProgram, type DatabaseProgram } from './findDatabaseServer';
import type { Report } from './progress';
import { RunnerError } from './runnerError';

interface PackageManager {
	program: string;
	commands: string[][];
	needsRoot: boolean;
}

const managers: PackageManager[] = [
	{
		program: 'apt-get',
		commands: [['update'], ['install', '-y', '--no-install-recommends', 'mariadb-server-core']],
		needsRoot: true,
	},
	{ program: 'apk', commands: [['add', 'mariadb']], needsRoot: true },
	{ program: 'dnf', commands: [['install', '-y', 'mariadb-server']], needsRoot: true },
	{ program: 'zypper', commands: [['-n', 'install', 'mariadb']], needsRoot: true },
	{ program: 'pacman', commands: [['-Sy', '--noconfirm', 'mariadb']], needsRoot: true },
	{ program: 'brew', commands: [['install', 'mariadb']], needsRoot: false },
];

const byHand =
	'Install MariaDB or MySQL with your package manager (Debian, Ubuntu: sudo apt-get install ' +
	'mariadb-server-core) and start again, or set MTL_DATABASE_URL to a database you have.';

/**
 * The machine's own database server; when there is none, the system's package manager installs
 * one (as root, or by sudo where that asks no password). Throws RunnerError when neither works.
 */
export async function requireDatabaseServer(
	home: string,
	report: Report,
	signal: AbortSignal,
): Promise<DatabaseProgram> {
	const found = findDatabaseServer();
	if (found !== undefined) return found;
	const manager = managers.find(({ program }) => findProgram(program) !== undefined);
	if (manager === undefined) throw new RunnerError(`There is no database server here. ${byHand}`);
	const prefix = manager.needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n'] : [];
	if (prefix.length > 0 && !canSudo()) {
		throw new RunnerError(`There is no database server here, and this is not root. ${byHand}`);
	}
	for (const args of manager.commands) {
		const [command = manager.program, ...rest] = [...prefix, manager.program, ...args];
		report(`no database server here yet: ${manager.program} ${args.join(' ')}`);
		await runCommand({
			home,
			name: 'package-manager',
			command,
			args: rest,
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			log: join(home, 'install.log'),
			signal,
			failure: `${manager.program} could not install a database server`,
		});
	}
	const installed = findDatabaseServer();
	if (installed === undefined) {
		throw new RunnerError(`${manager.program} installed no server that is found. ${byHand}`);
	}
	return installed;
}

function canSudo(): boolean {
	try {
		execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}
