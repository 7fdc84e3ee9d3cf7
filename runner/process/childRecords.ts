import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readKept, writePrivately } from '../keptFile';
import { identify, isAlive, type ProcessIdentity } from './processIdentity';
import type { Report } from '../progress';

interface ChildRecord extends ProcessIdentity {
	name: string;
	/** Milliseconds since 1970; leftovers are stopped youngest first. */
	recordedAt: number;
}

/**
 * Notes a child process in the home, so that the next start can stop it if this process is killed
 * before it could. Returns how to take the note away.
 */
export function recordChild(home: string, name: string, pid: number): () => void {
	const folder = join(home, 'run');
	const path = join(folder, `${name}.${pid}.json`);
	const identity = identify(pid);
	if (identity === undefined) return () => {};
	mkdirSync(folder, { recursive: true });
	const record: ChildRecord = { ...identity, name, recordedAt: Date.now() };
	writePrivately(path, JSON.stringify(record));
	return () => rmSync(path, { force: true });
}

/** Stops what an earlier start of this home left running, and nothing else. */
export async function stopLeftovers(home: string, report: Report): Promise<void> {
	const folder = join(home, 'run');
	mkdirSync(folder, { recursive: true });
	const records = readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.map((file) => ({ path: join(folder, file), record: readRecord(join(folder, file)) }))
		.sort((a, b) => (b.record?.recordedAt ?? 0) - (a.record?.recordedAt ?? 0));
	for (const { path, record } of records) {
		if (record !== undefined && isAlive(record)) {
			report(`stopping ${record.name} (pid ${record.pid}), left over from an earlier start`);
			await stopLeftover(record);
		}
		rmSync(path, { force: true });
	}
}

async function stopLeftover(record: ChildRecord): Promise<void> {
	process.kill(record.pid, 'SIGTERM');
	for (let waitedMs = 0; waitedMs < 20_000 && isAlive(record); waitedMs += 100) await wait(100);
	// Children lead a process group of their own, so this reaches what they started as well.
	if (isAlive(record)) process.kill(-record.pid, 'SIGKILL');
}

function readRecord(path: string): ChildRecord | undefined {
	try {
		return readKept<ChildRecord>(path);
	} catch {
		return undefined;
	}
}
