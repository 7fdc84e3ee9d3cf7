import { createHash } from 'node:crypto';

import { isSame } from '../domain/booking/history/time';
import type { Db } from '../db/connection';
import { fittingFor, type Fitting } from '../db/fitting';
import { withInstallation } from '../db/installation';
import {
	findEvent,
	findKeyOfBody,
	findTimes,
	insertEvent,
	type NewInboxEvent,
	type Recorded,
} from '../db/repositories/inbox';
import type { InboxRow } from '../db/tables';
import { attempt } from '../db/transaction';
import { forgetHeld } from './held';
import { keepable } from './keepable';

/**
 * Puts a delivery into the inbox, or only counts it if the event already exists. What a column of
 * the inbox refuses is stored in another form, or left out with a note, if the event can do without.
 *
 * @throws {MtlError} if the database is away, or refuses the row
 */
export async function recordDelivery(db: Db, delivery: NewInboxEvent): Promise<Recorded> {
	for (let row = delivery; ; ) {
		try {
			const recorded = await withInstallation(
				db,
				async (installation) =>
					await attempt(async (again) => await record(db, row, again, fittingFor(installation))),
			);
			forgetHeld(db, delivery.dedupeKey);
			return recorded;
		} catch (error) {
			const less = keepable(row, error);
			if (!less) throw error;
			row = less;
		}
	}
}

async function record(
	db: Db,
	delivery: NewInboxEvent,
	again: boolean,
	fitting: Fitting,
): Promise<Recorded> {
	const known = delivery.isKeyOfBody ? await findKeyOfBody(db, delivery) : null;
	const recorded = await insertEvent(
		db,
		{ ...delivery, dedupeKey: known ?? delivery.dedupeKey },
		fitting,
	);
	if (!recorded.duplicate || delivery.status !== 'received') return recorded;
	const row = await findEvent(db, recorded.id);
	// The first attempt may have written the row before its connection broke; then nothing
	// works on it yet.
	if (again && row?.status === 'received') return { ...recorded, duplicate: false };
	return row && (await mayHaveLivedAgain(db, delivery, row))
		? await insertEvent(db, { ...delivery, dedupeKey: keyOfRepeat(delivery) }, fitting)
		: recorded;
}

function keyOfRepeat({ dedupeKey, occurredAt }: NewInboxEvent): string {
	const parts = `${dedupeKey} ${occurredAt?.toISOString() ?? ''}`;
	return createHash('sha256').update(parts).digest('hex');
}

const requests = ['BOOKING_REQUESTED', 'BOOKING_PAYMENT_INITIATED'];

/**
 * An event that can happen only once at a place is the same event however far apart in time, unless
 * the booking may have been cancelled and confirmed again in between, which is possible for
 * requested bookings: then only the history can tell.
 */
async function mayHaveLivedAgain(
	db: Db,
	{ type, uid, occurredAt, bodyHash }: NewInboxEvent,
	{ occurred_at: before, body_hash: hashBefore }: InboxRow,
): Promise<boolean> {
	if (!uid || !occurredAt || !before || bodyHash === hashBefore) return false;
	if (type !== 'BOOKING_CREATED' && type !== 'BOOKING_CANCELLED') return false;
	if (isSame(before.toISOString(), occurredAt.toISOString())) return false;
	const known = await findTimes(db, uid, [...requests, 'BOOKING_CREATED', 'BOOKING_CANCELLED']);
	if (known.some((one) => requests.includes(one.type))) return true;
	const others = known.filter((one) => one.type !== type);
	if (type === 'BOOKING_CREATED') return others.length > 0;
	const [first, last] = before < occurredAt ? [before, occurredAt] : [occurredAt, before];
	return (
		others.length === 0 || others.some((one) => one.occurredAt > first && one.occurredAt < last)
	);
}
