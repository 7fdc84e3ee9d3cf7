import { cleanedJson } from '../../calcom/secrets/clean';
import { bodyHash } from '../../calcom/dedupeKey';
import type { FoundEvent } from '../../calcom/reconcile/findings';
import type { ParseSettings } from '../../domain/parseSettings';
import type { Db } from '../../db/connection';
import { type RecordedEvent, recordEvent } from '../recordEvent';
import { inboxEvent } from '../recordReceived';

/**
 * Records an event that was found through the API, as if it had been delivered.
 *
 * @param leaseMinutes how long the caller works on it; with 0, the next poll starts its branch
 */
export async function recordFound(
	db: Db,
	{ event, body }: FoundEvent,
	parse: ParseSettings,
	leaseMinutes: number,
): Promise<RecordedEvent> {
	const payload = cleanedJson(body);
	const unrecorded = { payload, bodyHash: bodyHash(payload), reading: JSON.stringify(parse) };
	const row = { ...inboxEvent(event, unrecorded), leaseMinutes, isKeyOfBody: false };
	return await recordEvent(db, event, row);
}
