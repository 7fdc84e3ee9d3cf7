import { type Db, openDatabase } from './connection';
import { type DatabaseSettings, settingsKey } from './settings';

const idleMs = 10 * 60_000;

interface Entry {
	db: Db;
	timer: NodeJS.Timeout;
}

/** One pool per credential and process, shared by all nodes. */
const pools = new Map<string, Entry>();

/**
 * The pool for these settings, opened on the first call and closed after ten minutes without a
 * call. Changed settings get a new pool. Callers never close it.
 */
export function sharedDatabase(settings: DatabaseSettings): Db {
	const key = settingsKey(settings);
	const entry = pools.get(key) ?? open(key, settings);
	entry.timer.refresh();
	return entry.db;
}

/** Closes all pools, when the process ends. */
export async function closeSharedDatabases(): Promise<void> {
	await Promise.all([...pools.keys()].map(close));
}

function open(key: string, settings: DatabaseSettings): Entry {
	const timer = setTimeout(() => void close(key), idleMs);
	timer.unref();
	const entry = { db: openDatabase(settings), timer };
	pools.set(key, entry);
	return entry;
}

async function close(key: string): Promise<void> {
	const entry = pools.get(key);
	if (!entry) return;
	pools.delete(key);
	clearTimeout(entry.timer);
	await entry.db.destroy();
}
