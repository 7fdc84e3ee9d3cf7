import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever its kernel's clock. */
const tickMs = 10;

/**
 * Processor time that these processes have taken so far, in milliseconds. A busy machine
 * changes it far less than the time on the clock. NaN on a system without /proc.
 */
export function cpuTimeMs(pids: readonly number[]): number {
	try {
		return pids.reduce((sum, pid) => sum + ticksOf(pid) * tickMs, 0);
	} catch {
		return Number.NaN;
	}
}

function ticksOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name in parentheses may hold spaces; user and system time are the 12th and 13th after it.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return Number(fields[11]) + Number(fields[12]);
}
