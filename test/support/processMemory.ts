import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The process id of n8n, from the note that the runner keeps while it runs. */
export function n8nPid(home: string): number {
	const note = readdirSync(join(home, 'run')).find((file) => /^n8n\.\d+\.json$/.test(file));
	if (!note) throw new Error(`No n8n runs in ${home}.`);
	return Number(note.split('.')[1]);
}

/** The memory that a process has in use (resident set), in MiB. Linux only. */
export function memoryMiB(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Open connections and files of a process. Linux only. */
export function openFiles(pid: number): number {
	return readdirSync(`/proc/${pid}/fd`).length;
}

/** n8n's log, from a byte offset. */
export function n8nLog(home: string, from = 0): string {
	return readFileSync(join(home, 'n8n.log')).subarray(from).toString('utf8');
}

/** The length of n8n's log, in bytes. */
export function n8nLogSize(home: string): number {
	return statSync(join(home, 'n8n.log')).size;
}
