import { bookingTypeOf } from '../../domain/values/bookingType';
import type {
	BookingChange,
	BookingLink,
	CancelledBy,
	EventKind,
	EventScope,
	Organizer,
} from '../../domain/event';
import { normaliseEmail } from '../../domain/values/email';
import { toUtcIso } from '../../domain/values/instant';
import type { ParseSettings } from '../../domain/parseSettings';
import { maxLengths, textOrNull } from '../../domain/values/text';
import { idOrNull } from './identifiers';
import type { CalComPayload } from '../payload';

type Status = BookingChange['status'];

/** The prefix that Cal.com adds to the host's reason when the host asks for another time. */
const requestPrefix = /^Please reschedule\.\s*/;

const statuses: Readonly<Record<string, Status>> = {
	ACCEPTED: 'scheduled',
	PENDING: 'scheduled',
	CANCELLED: 'cancelled',
	REJECTED: 'cancelled',
};

/**
 * Whether the host asked the guest to pick another time, which is sent as a cancellation. Older
 * versions show it only by the prefix of the reason.
 */
export function isRescheduleRequest(kind: EventKind, payload: CalComPayload): boolean {
	if (kind !== 'cancelled') return false;
	return payload.requestReschedule ?? requestPrefix.test(payload.cancellationReason ?? '');
}

function statusOf(kind: EventKind, payload: CalComPayload): Status {
	const said = statuses[(payload.status ?? '').trim().toUpperCase()] ?? null;
	switch (kind) {
		case 'cancelled':
		case 'rejected':
			return 'cancelled';
		case 'created':
		case 'requested':
		case 'rescheduled':
			return said ?? 'scheduled';
		case 'no_show':
		case 'ended':
		case 'location_updated':
		case 'reassigned':
			return null;
		case 'other':
			return said;
	}
}

function reasonOf(kind: EventKind, payload: CalComPayload): string | null {
	const given = textOrNull(payload.cancellationReason, maxLengths.longText);
	if (given === null || !isRescheduleRequest(kind, payload)) {
		return given ?? textOrNull(payload.rejectionReason, maxLengths.longText);
	}
	const reason = given.replace(requestPrefix, '');
	return reason === '' || reason === 'undefined' ? null : reason;
}

/**
 * Who cancelled. Only hosts decline and ask for another time; else `cancelledBy` names an e-mail
 * address, which is kept only as the side it belongs to.
 */
function cancelledByOf(kind: EventKind, payload: CalComPayload): CancelledBy | null {
	if (kind === 'rejected' || isRescheduleRequest(kind, payload)) return 'host';
	const by = kind === 'cancelled' ? normaliseEmail(payload.cancelledBy) : null;
	if (by === null) return null;
	const { organizer, user, hostEmail, team, attendees } = payload;
	const isNamed = (emails: ReadonlyArray<string | null | undefined>) =>
		emails.some((email) => normaliseEmail(email) === by);
	if (isNamed([organizer?.email, user?.email, hostEmail, ...team.map(({ email }) => email)]))
		return 'host';
	return isNamed(attendees.map(({ email }) => email)) ? 'guest' : null;
}

function secureUrl(value: string | null): string | null {
	const text = (value ?? '').trim();
	// A truncated link would lead elsewhere.
	if (text.length > maxLengths.url || /[\s\p{C}]/u.test(text)) return null;
	return /^https:\/\//i.test(text) && URL.canParse(text) ? text : null;
}

/** The meeting link: Cal.com's own, else the link in the metadata, which the booker can set. */
function meetingUrlOf(kind: EventKind, payload: CalComPayload): string | null {
	const inMetadata = payload.metadata?.videoCallUrl ?? null;
	const links = [payload.videoCallData, inMetadata, payload.additionalInformation];
	// A changed link is in the location itself; the separate link may still be the old one.
	const places =
		kind === 'location_updated' ? [payload.location, ...links] : [...links, payload.location];
	return places.map(secureUrl).find((url) => url !== null) ?? null;
}

/** The uid before the `@` of `iCalUID`, which always names the first booking of the chain. */
function firstUidOf(uid: string, { iCalUID }: CalComPayload): string | null {
	const first = idOrNull(iCalUID?.split('@')[0]);
	return first === uid ? null : first;
}

function typeOf(
	kind: EventKind,
	titles: ReadonlyArray<string | null>,
	settings: ParseSettings,
): string | null {
	const always = ['created', 'requested', 'rescheduled', 'cancelled', 'rejected'].includes(kind);
	const said = titles.some((title) => title !== null);
	return said || always ? bookingTypeOf(titles, settings) : null;
}

/** What a delivery says about the booking itself. */
export function readBooking(
	{
		uid,
		kind,
		scope,
		payload,
	}: { uid: string; kind: EventKind; scope: EventScope; payload: CalComPayload },
	settings: ParseSettings,
): BookingChange {
	const title = textOrNull(payload.title, maxLengths.title);
	const eventTitle = textOrNull(payload.eventTitle ?? payload.eventTypeTitle, maxLengths.title);
	const { recurringEvent: series } = payload;
	const previousUid = idOrNull(payload.rescheduleUid);
	return {
		uid,
		previousUid: previousUid === uid ? null : previousUid,
		scope,
		type: typeOf(kind, [eventTitle, title], settings),
		title,
		eventTitle,
		eventTypeId: idOrNull(payload.eventTypeId),
		startsAt: toUtcIso(payload.startTime),
		endsAt: toUtcIso(payload.endTime),
		movedFrom: toUtcIso(payload.rescheduleStartTime),
		series: series && { frequency: series.freq, interval: series.interval },
		firstUid: firstUidOf(uid, payload),
		sequence: payload.iCalSequence,
		status: statusOf(kind, payload),
		location: textOrNull(payload.location, maxLengths.location),
		meetingUrl: meetingUrlOf(kind, payload),
		cancellationReason: reasonOf(kind, payload),
		cancelledBy: cancelledByOf(kind, payload),
		rescheduleRequested: isRescheduleRequest(kind, payload),
	};
}

/**
 * What the booking page's address said. Plain `utm_…` parameters never arrive; inside `metadata[…]`
 * they do. Undefined where it said nothing, and for classes.
 */
export function readLink(scope: EventScope, { metadata }: CalComPayload): BookingLink | undefined {
	if (scope !== 'booking' && scope !== 'attendees') return undefined;
	const lead = textOrNull(metadata?.lead, maxLengths.shortText);
	const source =
		textOrNull(metadata?.source, maxLengths.shortText) ??
		textOrNull(metadata?.utm_source, maxLengths.shortText);
	return lead === null && source === null ? undefined : { lead, source };
}

/** The host; null where the body names none. Old snapshots of meetings call it `user`. */
export function readOrganizer(payload: CalComPayload): Organizer | null {
	const host = payload.organizer ?? payload.user;
	const organizer = {
		name: textOrNull(host?.name, maxLengths.name),
		email: normaliseEmail(host?.email),
		timeZone: textOrNull(host?.timeZone, maxLengths.shortText),
	};
	return Object.values(organizer).some((value) => value !== null) ? organizer : null;
}
