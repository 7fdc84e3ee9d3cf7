import type { Db } from '../db/connection';
import { recordEvent } from '../services/recordEvent';
import { inboxEvent } from '../services/recordReceived';
import type { MtlItem } from './item';

/**
 * The event with its inbox row. The first step that reaches the database records what the trigger could not record.
 * An event that another delivery recorded meanwhile keeps that row, because every step may run twice.
 */
export async function ensureRecorded(db: Db, item: MtlItem): Promise<MtlItem> {
	if (!item.unrecorded) return item;
	const { unrecorded, ...rest } = item;
	const { id, key } = await recordEvent(db, item, inboxEvent(item, unrecorded));
	return { ...rest, event: { ...item.event, id, key } };
}
