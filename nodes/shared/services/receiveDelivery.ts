import { bodyHash, dedupeKey } from '../calcom/dedupe';
import { cleanedJson, cleanText } from '../calcom/clean';
import { parseBody } from '../calcom/body';
import { isTriggerEvent, pingEvent, triggerEvents } from '../calcom/events';
import { eventTypeOf, readDelivery } from '../calcom/read';
import { verifySignature } from '../calcom/signature';
import { MtlError } from '../domain/errors';
import type { BookingEvent } from '../domain/event';
import type { ReadingSettings } from '../domain/reading';
import type { Db } from '../db/connection';
import type { NewInboxEvent } from '../db/repositories/inbox';
import { provider } from '../db/repositories/references';
import { recordDelivery } from './inbox';

/** Cal.com's largest real bodies are some 30 kB. */
export const maxBodyBytes = 1024 * 1024;

export interface Delivery {
	/** The bytes as received. */
	rawBody: Buffer;
	/** `X-Cal-Signature-256`. */
	signature: string | string[] | undefined;
	receivedAt: Date;
}

export interface ReceiveSettings {
	/** The signing secrets that count now; null where verification was switched off on purpose. */
	secrets: readonly string[] | null;
	/** Trigger events that start the workflow. */
	events: readonly string[];
	reading: ReadingSettings;
}

/** An event that could not be recorded yet, with all that recording it later needs. */
export interface Unrecorded {
	payload: string;
	bodyHash: string;
	reading: string;
}

export type Received =
	/** Answered at once; nothing starts. `log` is a line without personal data. */
	| { start: false; status: number; body: Record<string, unknown>; log?: string }
	| { start: true; event: BookingEvent; unrecorded: Unrecorded | null };

/**
 * One delivery, step by step: too large? really from Cal.com? readable? a ping? wanted? known already?
 * Whatever is signed is in the inbox before it is answered, but for pings.
 *
 * @param db opens the database only when something is to be recorded
 */
export async function receiveDelivery(
	db: () => Promise<Db>,
	delivery: Delivery,
	settings: ReceiveSettings,
): Promise<Received> {
	if (delivery.rawBody.length > maxBodyBytes) {
		const reason = `The body has more than ${maxBodyBytes} bytes.`;
		return refused(413, 'too-large', reason, 'Refused a delivery larger than 1 MiB (413).');
	}
	if (settings.secrets) {
		const verified = verifySignature(delivery.rawBody, delivery.signature, settings.secrets);
		if (!verified.ok) {
			return refused(
				401,
				verified.reason,
				refusals[verified.reason],
				`Refused a delivery: ${verified.reason} (401).`,
			);
		}
	}
	const parsed = parseBody(delivery.rawBody);
	if (!parsed.ok) return await recordUnreadable(db, delivery, settings, null, null, parsed.reason);

	const type = eventTypeOf(parsed.body);
	if (type === pingEvent) return { start: false, status: 200, body: { status: 'pong' } };

	const wanted = type === null || settings.events.includes(type);
	const read = readDelivery(parsed.body, settings.reading, delivery.receivedAt);
	if (!wanted)
		return await recordIgnored(
			db,
			delivery,
			settings,
			type,
			read.ok ? read.event : null,
			parsed.body,
		);
	if (!read.ok)
		return await recordUnreadable(
			db,
			delivery,
			settings,
			read.type,
			read.uid,
			read.reason,
			parsed.body,
		);
	return await recordWanted(db, delivery, settings, read.event, parsed.body);
}

const refusals = {
	'no-secret-configured':
		'No signing secret is set up here. Put the secret of the Cal.com webhook into the credential "Cal.com webhook".',
	'header-missing':
		'The header X-Cal-Signature-256 is missing. Set a secret for the webhook in Cal.com.',
	'no-secret-provided':
		'The webhook in Cal.com has no secret. Set the same secret there and in the credential "Cal.com webhook".',
	malformed: 'The header X-Cal-Signature-256 is not 64 lower-case hex digits.',
	mismatch:
		'The signature does not match the body. Set the same secret in Cal.com and in the credential "Cal.com webhook".',
} as const;

async function recordWanted(
	db: () => Promise<Db>,
	delivery: Delivery,
	settings: ReceiveSettings,
	event: BookingEvent,
	body: Record<string, unknown>,
): Promise<Received> {
	const unrecorded = {
		payload: cleanedJson(body),
		bodyHash: bodyHash(delivery.rawBody),
		reading: JSON.stringify(settings.reading),
	};
	try {
		const recorded = await recordDelivery(await db(), inboxEvent(event, unrecorded));
		if (recorded.duplicate) {
			return { start: false, status: 200, body: { status: 'duplicate', event: recorded.id } };
		}
		return { start: true, event: withId(event, recorded.id), unrecorded: null };
	} catch (error) {
		// Not even the inbox can be reached: n8n keeps the delivery instead.
		if (error instanceof MtlError && error.code !== 'input')
			return { start: true, event, unrecorded };
		throw error;
	}
}

/** The inbox row of an event that starts the workflow. */
export function inboxEvent(event: BookingEvent, unrecorded: Unrecorded): NewInboxEvent {
	return {
		dedupeKey: event.event.key,
		bodyHash: unrecorded.bodyHash,
		type: event.event.type,
		uid: event.booking?.uid ?? null,
		status: 'received',
		error: null,
		payload: unrecorded.payload,
		reading: unrecorded.reading,
		source: event.event.source,
		occurredAt: new Date(event.event.occurredAt),
		nextAttemptAt: null,
	};
}

export function withId(event: BookingEvent, id: number): BookingEvent {
	return { ...event, event: { ...event.event, id } };
}

async function recordIgnored(
	db: () => Promise<Db>,
	delivery: Delivery,
	settings: ReceiveSettings,
	type: string | null,
	event: BookingEvent | null,
	body: Record<string, unknown>,
): Promise<Received> {
	const hash = bodyHash(delivery.rawBody);
	const known = type !== null && isTriggerEvent(type);
	const label = known ? triggerEvents[type].label : 'an event this version does not know';
	await recordDelivery(await db(), {
		...bare(delivery, settings, type, event?.booking?.uid ?? null, body),
		dedupeKey: event?.event.key ?? dedupeKey(provider, ['ignored', hash]),
		status: 'ignored',
		error: `The trigger is not set to act on ${label}.`,
		occurredAt: event ? new Date(event.event.occurredAt) : null,
	});
	return { start: false, status: 200, body: { status: 'ignored', type } };
}

async function recordUnreadable(
	db: () => Promise<Db>,
	delivery: Delivery,
	settings: ReceiveSettings,
	type: string | null,
	uid: string | null,
	reason: string,
	body?: Record<string, unknown>,
): Promise<Received> {
	const hash = bodyHash(delivery.rawBody);
	const { id } = await recordDelivery(await db(), {
		...bare(delivery, settings, type, uid, body),
		dedupeKey: dedupeKey(provider, ['unreadable', hash]),
		status: 'failed',
		error: reason,
		occurredAt: null,
	});
	return {
		start: false,
		status: 422,
		body: { status: 'failed', event: id, reason },
		log: `Recorded a delivery that can't be read as event ${id} (422).`,
	};
}

function bare(
	delivery: Delivery,
	settings: ReceiveSettings,
	type: string | null,
	uid: string | null,
	body?: Record<string, unknown>,
) {
	return {
		bodyHash: bodyHash(delivery.rawBody),
		type: type ?? 'UNKNOWN',
		uid,
		payload: body ? cleanedJson(body) : cleanedJson(cleanText(delivery.rawBody.toString('utf8'))),
		reading: JSON.stringify(settings.reading),
		source: 'webhook',
		nextAttemptAt: null,
	};
}

function refused(status: number, reason: string, message: string, log: string): Received {
	return { start: false, status, body: { status: 'rejected', reason, message }, log };
}
