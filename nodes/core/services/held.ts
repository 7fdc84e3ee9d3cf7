import type { MtlError } from '../domain/errors';
import type { BookingEvent } from '../domain/event';
import type { Db } from '../db/connection';
import type { Unrecorded } from './reception';

/** A delivery that n8n holds, although its database answers. */
export interface Held {
	event: BookingEvent;
	unrecorded: Unrecorded;
	fault: MtlError;
	since: Date;
	triedAt: Date;
}

/** What n8n holds for a database that is there, as far as this process knows. */
export interface HeldCount {
	heldByN8n: number;
	/** Since when the longest held delivery has been held. */
	heldSeconds: number | null;
	/** Why the database did not take the latest one. */
	heldReason: string | null;
}

/**
 * A waiting delivery is tried every 70 s. After this time without a try, it has been ended by a
 * person, or is in the hands of another process.
 */
const goneMs = 300_000;
/** More would take too much memory; the executions of n8n hold them all. */
const most = 500;

/** By dedupe key, the one tried longest ago first. */
const held = new WeakMap<Db, Map<string, Held>>();

function heldFor(db: Db): Map<string, Held> {
	const known = held.get(db) ?? new Map<string, Held>();
	held.set(db, known);
	return known;
}

/** Notes that the database does not take a delivery; not if the database is away altogether. */
export function noteHeld(
	db: Db,
	{ event, unrecorded, fault }: Pick<Held, 'event' | 'unrecorded' | 'fault'>,
	now: Date,
): void {
	const all = heldFor(db);
	const { key } = event.event;
	const since = all.get(key)?.since ?? now;
	all.delete(key);
	if (fault.code === 'unreachable' || all.size >= most) return;
	all.set(key, { event, unrecorded, fault, since, triedAt: now });
}

/** Forgets a delivery that is recorded now. */
export function forgetHeld(db: Db, key: string): void {
	held.get(db)?.delete(key);
}

/** Deliveries that the database refused, and that no wait in n8n tries again. */
export function refusedDeliveries(db: Db): Held[] {
	return [...heldFor(db).values()].filter(({ fault }) => isRefusal(fault));
}

export function countHeld(db: Db, now: Date): HeldCount {
	const all = heldFor(db);
	for (const [key, { fault, triedAt }] of all) {
		if (!isRefusal(fault) && now.getTime() - triedAt.getTime() > goneMs) all.delete(key);
	}
	const since = [...all.values()].map((one) => one.since.getTime());
	return {
		heldByN8n: all.size,
		heldSeconds: since.length > 0 ? Math.round((now.getTime() - Math.min(...since)) / 1000) : null,
		heldReason: [...all.values()].at(-1)?.fault.message ?? null,
	};
}

function isRefusal({ code }: MtlError): boolean {
	return code !== 'unwritable' && code !== 'busy';
}
