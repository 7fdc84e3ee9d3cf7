import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from './processIdentity';

export type Lock = { held: true; release: () => void } | { held: false; holderPid: number };

/**
 * Takes the lock file for this process, or says which living process holds it. A lock left by a
 * process that is gone is taken over.
 */
export function takeLock(path: string): Lock {
	mkdirSync(dirname(path), { recursive: true });
	const own = JSON.stringify(identify(process.pid));
	for (;;) {
		try {
			writeFileSync(path, own, { flag: 'wx', mode: 0o600 });
			return { held: true, release: () => rmSync(path, { force: true }) };
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		const holder = readHolder(path);
		if (holder !== undefined && isAlive(holder)) return { held: false, holderPid: holder.pid };
		rmSync(path, { force: true });
	}
}

function readHolder(path: string): ProcessIdentity | undefined {
	try {
		return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
	} catch {
		return undefined;
	}
}
