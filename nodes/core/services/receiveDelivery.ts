import { parseBody } from '../calcom/body';
import { pingEvent } from '../calcom/events';
import { eventTypeOf, parseDelivery } from '../calcom/parse/parseDelivery';
import { verifySignature } from '../calcom/signature';
import type { Db } from '../db/connection';
import { type RawDelivery, maxBodyBytes, type Received, type ReceiveSettings } from './reception';
import { recordIgnored, recordUnreadable, recordWanted } from './recordReceived';
import { answer, refuse } from './answers';

/**
 * Receives a delivery step by step: too large? really from Cal.com? readable? a ping? wanted?
 * already known? Every signed delivery except a ping is in the inbox before it is answered.
 *
 * @param db opens the database, only when there is something to record
 */
export async function receiveDelivery(
	db: () => Promise<Db>,
	delivery: RawDelivery,
	settings: ReceiveSettings,
): Promise<Received> {
	if (delivery.rawBody.length > maxBodyBytes) return refuse('too-large');
	if (settings.secrets) {
		const verified = verifySignature(delivery.rawBody, delivery.signature, settings.secrets);
		if (!verified.ok) return refuse(verified.reason);
	}
	const reception = { db, delivery, settings };
	const parsed = parseBody(delivery.rawBody);
	if (!parsed.ok) {
		return await recordUnreadable(reception, { type: null, uid: null, reason: parsed.reason });
	}
	const type = eventTypeOf(parsed.body);
	if (type === pingEvent) return { start: false, ...answer('pong', {}) };

	const read = parseDelivery(parsed.body, settings.parse, delivery.receivedAt);
	if (type !== null && !settings.events.includes(type)) {
		return await recordIgnored(reception, type, read.ok ? read.event : null, parsed.body);
	}
	if (!read.ok) return await recordUnreadable(reception, read, parsed.body);
	return await recordWanted(reception, read.event, parsed.body);
}
