import { erasedReason } from '../domain/erased/erasures';
import { withoutPerson } from '../domain/erased/withoutPerson';
import type { BookingEvent } from '../domain/event';
import type { Db } from '../db/connection';
import type { NewInboxEvent, Recorded } from '../db/repositories/inbox';
import { attempt } from '../db/transaction';
import { recordDelivery } from './recordDelivery';
import { settingsOf } from './retryEvents';
import { leftOf } from './withoutErased';

export interface RecordedEvent extends Recorded {
	/** What is left of the event without the people who stay erased; null: nothing. */
	event: BookingEvent | null;
}

/**
 * Puts an event into the inbox, without the people who stay erased. If nothing is left of it, the
 * row is ignored and has no body.
 *
 * @throws {MtlError} if the database is away, or refuses the row
 */
export async function recordEvent(
	db: Db,
	event: BookingEvent,
	row: NewInboxEvent,
): Promise<RecordedEvent> {
	const body: unknown = JSON.parse(row.payload ?? 'null');
	const { defaultCountry } = settingsOf(row);
	const left = await attempt(async () => await leftOf(db, event, body, defaultCountry));
	if (left.of === 'all') return { ...(await recordDelivery(db, row)), event };
	if (left.of === 'nothing') {
		const ignored = { status: 'ignored', error: erasedReason, payload: null } as const;
		return { ...(await recordDelivery(db, { ...row, ...ignored })), event: null };
	}
	const payload = JSON.stringify(withoutPerson(body, left.matcher));
	return { ...(await recordDelivery(db, { ...row, payload })), event: left.event };
}
