import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runCommand } from '../process/command';
import { findProgram } from '../database/findDatabaseServer';
import type { Report } from '../progress';
import { RunnerError } from '../runnerError';

interface PackageManager {
	program: string;
	/** Its commands for one package, in order. */
	commands: Array<(name: string) => string[]>;
	needsRoot: boolean;
}

const managers: PackageManager[] = [
	{
		program: 'apt-get',
		commands: [() => ['update'], (name) => ['install', '-y', '--no-install-recommends', name]],
		needsRoot: true,
	},
	{ program: 'apk', commands: [(name) => ['add', name]], needsRoot: true },
	{ program: 'dnf', commands: [(name) => ['install', '-y', name]], needsRoot: true },
	{ program: 'zypper', commands: [(name) => ['-n', 'install', name]], needsRoot: true },
	{ program: 'pacman', commands: [(name) => ['-Sy', '--noconfirm', name]], needsRoot: true },
	{ program: 'brew', commands: [(name) => ['install', name]], needsRoot: false },
];

/** A program that the machine lacks, as package managers and people call it. */
export interface Missing {
	/** For sentences: "database server". */
	what: string;
	/** Package manager → package. */
	packages: Record<string, string>;
	/** What a person can do instead. */
	instead: string;
}

/**
 * Installs a program by the system's package manager, as root, or by sudo where that asks no
 * password. Throws RunnerError, with what to do manually, if that does not work.
 */
export async function installSystemPackage(
	{ what, packages, instead }: Missing,
	{ home, report, signal }: { home: string; report: Report; signal: AbortSignal },
): Promise<void> {
	const manager = managers.find(
		({ program }) => program in packages && findProgram(program) !== undefined,
	);
	if (manager === undefined) throw new RunnerError(`There is no ${what} here. ${instead}`);
	const prefix = manager.needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n'] : [];
	if (prefix.length > 0 && !canSudo()) {
		throw new RunnerError(`There is no ${what} here, and this is not root. ${instead}`);
	}
	for (const commandFor of manager.commands) {
		const args = commandFor(packages[manager.program] ?? '');
		const [command = manager.program, ...rest] = [...prefix, manager.program, ...args];
		report(`no ${what} here yet: ${manager.program} ${args.join(' ')}`);
		await runCommand({
			home,
			name: 'package-manager',
			command,
			args: rest,
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
			log: join(home, 'install.log'),
			signal,
			failure: `${manager.program} could not install a ${what}`,
		});
	}
}

function canSudo(): boolean {
	try {
		execFileSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}
