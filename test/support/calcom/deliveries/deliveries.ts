import { createHmac } from 'node:crypto';

import type { Webhook } from '../model';
import type { Fact, School } from '../school';
import { payloadKeys } from './keys';
import { payloadValues } from './values';

/** One delivery, not yet stamped: the stamp is the time at which it is sent. */
export interface Delivery {
	webhook: Webhook;
	triggerEvent: string;
	uid: string;
	payload: Record<string, unknown>;
	/** When Cal.com would send it without any lag, milliseconds since 1970. */
	at: number;
}

/** A request as it leaves Cal.com. */
export interface Sent {
	url: string;
	headers: Record<string, string>;
	/** The body's bytes. */
	raw: string;
	triggerEvent: string;
	uid: string;
	/** `createdAt` of the body. */
	stamp: string;
}

const triggers: Readonly<Record<Fact['kind'], string>> = {
	created: 'BOOKING_CREATED',
	confirmed: 'BOOKING_CREATED',
	requested: 'BOOKING_REQUESTED',
	rejected: 'BOOKING_REJECTED',
	rescheduled: 'BOOKING_RESCHEDULED',
	cancelled: 'BOOKING_CANCELLED',
	noShow: 'BOOKING_NO_SHOW_UPDATED',
	paymentInitiated: 'BOOKING_PAYMENT_INITIATED',
	paid: 'BOOKING_PAID',
	locationUpdated: 'BOOKING_LOCATION_UPDATED',
	reassigned: 'BOOKING_REASSIGNED',
};

/** A delivery to every webhook that listens. */
export function deliveriesOf(school: School, fact: Fact): Delivery[] {
	const triggerEvent = triggers[fact.kind];
	const { uid } = fact.booking;
	const listening = school.webhooks.filter(
		(webhook) =>
			webhook.active && webhook.triggers.includes(triggerEvent) && hears(school, fact, webhook),
	);
	return listening.map((webhook) => {
		const payload = payloadFor(school, fact, webhook);
		return { webhook, triggerEvent, uid, payload, at: fact.at };
	});
}

/** A user's webhook is silent for the event types of a team, and for other hosts. */
function hears(school: School, { booking }: Fact, { scope, ownerId }: Webhook): boolean {
	switch (scope) {
		case 'user':
			return booking.type.teamId === null && booking.hostId === ownerId;
		case 'eventType':
			return booking.typeId === ownerId;
		case 'team': {
			const team = school.team(ownerId);
			const isMember = team?.members.some(({ userId }) => userId === booking.hostId) ?? false;
			if (team?.isOrganization) return isMember;
			return booking.type.teamId === ownerId;
		}
	}
}

function payloadFor(school: School, fact: Fact, webhook: Webhook): Record<string, unknown> {
	const kind = fact.requestReschedule && school.dialect !== 'cloud' ? 'askedForNewTime' : fact.kind;
	const values = payloadValues(school, fact);
	const ics = webhook.version >= '2026-07-27';
	const keys = payloadKeys[school.dialect][kind].filter(
		(key) => ics || !key.endsWith('IcsContent'),
	);
	return Object.fromEntries(
		keys.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])),
	);
}

/** Stamps and signs it. */
export function seal(school: School, delivery: Delivery, stampMs: number): Sent {
	const { webhook, triggerEvent, uid, payload } = delivery;
	const stamp = new Date(stampMs).toISOString();
	const raw = JSON.stringify({ triggerEvent, createdAt: stamp, payload });
	const signature = webhook.secret
		? createHmac('sha256', webhook.secret).update(raw).digest('hex')
		: 'no-secret-provided';
	const headers = {
		'content-type': 'application/json',
		'x-cal-signature-256': signature,
		...(school.facts.webhookVersions && { 'x-cal-webhook-version': webhook.version }),
	};
	return { url: webhook.subscriberUrl, headers, raw, triggerEvent, uid, stamp };
}
