import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** One process for certain: a pid alone may by now belong to another program. */
export interface ProcessIdentity {
	pid: number;
	/** When the process started, in the words of the system; compared, never parsed. */
	startedAt: string;
}

/** The identity of a living process, or undefined when no such process lives. */
export function identify(pid: number): ProcessIdentity | undefined {
	const startedAt = existsSync('/proc/self/stat') ? startedAtOnLinux(pid) : startedAtByPs(pid);
	return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether exactly this process still lives. */
export function isAlive(identity: ProcessIdentity): boolean {
	return identify(identity.pid)?.startedAt === identity.startedAt;
}

function startedAtOnLinux(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name in parentheses may hold spaces; state is the first and start time the 20th after.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		if (fields[0] === 'Z') return undefined;
		return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
	} catch {
		return undefined;
	}
}

function startedAtByPs(pid: number): string | undefined {
	try {
		const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const;
		return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim() || undefined;
	} catch {
		return undefined;
	}
}
