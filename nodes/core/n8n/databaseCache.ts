import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import type { Db } from '../db/connection';
import { databaseCredential } from './credentials';
import { databaseOf } from './database';

/** Longer than a branch takes. */
const keptMs = 10_000;

/** By credential, and the execution or event it was read for; oldest first. */
const kept = new Map<string, { db: Db; until: number }>();

/**
 * Works with the database of the node's credential, which is read once for all steps of an event: on each call, n8n
 * fetches a credential from its own database and decrypts it, which costs as much as four of our statements. After a
 * failure it is read again, so a corrected credential applies from the next try.
 */
export async function withDatabase<T>(
	functions: IExecuteFunctions,
	json: IDataObject,
	work: (db: Db) => Promise<T>,
): Promise<T> {
	const node = functions.getNode();
	const { key } = (json['event'] ?? {}) as { key?: unknown };
	const ofRun = keyOf(node, functions.getExecutionId());
	const db = find(ofRun) ?? take(keyOf(node, key)) ?? (await databaseOf(functions));
	let succeeded = false;
	try {
		const result = await work(db);
		succeeded = true;
		return result;
	} finally {
		if (succeeded) keep(ofRun, db);
		else if (ofRun !== null) kept.delete(ofRun);
	}
}

/** Passes the database in which a trigger recorded an event to the first step that works on it. */
export function keepForEvent(node: INode, eventKey: string, db: Db): void {
	keep(keyOf(node, eventKey), db);
}

function keyOf({ credentials }: INode, scope: unknown): string | null {
	const id = credentials?.[databaseCredential]?.id;
	return id && typeof scope === 'string' && scope ? `${id} ${scope}` : null;
}

/** The entry stays: items of one execution run side by side. */
function find(key: string | null): Db | undefined {
	const entry = key === null ? undefined : kept.get(key);
	return entry && entry.until > Date.now() ? entry.db : undefined;
}

function take(key: string | null): Db | undefined {
	const db = find(key);
	if (key !== null) kept.delete(key);
	return db;
}

function keep(key: string | null, db: Db): void {
	if (key === null) return;
	const now = Date.now();
	for (const [old, { until }] of kept) {
		if (until > now) break;
		kept.delete(old);
	}
	kept.delete(key);
	kept.set(key, { db, until: now + keptMs });
}
