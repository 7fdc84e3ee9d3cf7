import { bookingTypeOf } from '../domain/bookingType';
import type { BookingNews, EventKind, EventScope, Organizer } from '../domain/event';
import { normaliseEmail } from '../domain/email';
import { toUtcIso } from '../domain/instant';
import type { ReadingSettings } from '../domain/reading';
import { maxLengths, textOrNull } from '../domain/text';
import { idOrNull } from './identifiers';
import type { News } from './schema';

type Status = BookingNews['status'];

/** What Cal.com puts before the host's reason when the host asks for another time. */
const requestPrefix = /^Please reschedule\.\s*/;

const statuses: Readonly<Record<string, Status>> = {
	ACCEPTED: 'scheduled',
	PENDING: 'scheduled',
	CANCELLED: 'cancelled',
	REJECTED: 'cancelled',
};

/**
 * The host asked the guest to pick another time: sent as a cancellation. Older versions only tell by
 * the reason's prefix.
 */
export function isRescheduleRequest(kind: EventKind, news: News): boolean {
	if (kind !== 'cancelled') return false;
	return news.requestReschedule ?? requestPrefix.test(news.cancellationReason ?? '');
}

function statusOf(kind: EventKind, news: News): Status {
	const said = statuses[(news.status ?? '').trim().toUpperCase()] ?? null;
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

function reasonOf(kind: EventKind, news: News): string | null {
	const given = textOrNull(news.cancellationReason, maxLengths.longText);
	if (given === null || !isRescheduleRequest(kind, news)) {
		return given ?? textOrNull(news.rejectionReason, maxLengths.longText);
	}
	const reason = given.replace(requestPrefix, '');
	return reason === '' || reason === 'undefined' ? null : reason;
}

function secureUrl(value: string | null): string | null {
	const text = (value ?? '').trim();
	// Cut short, a link would lead elsewhere.
	if (text.length > maxLengths.url || /[\s\p{C}]/u.test(text)) return null;
	return /^https:\/\//i.test(text) && URL.canParse(text) ? text : null;
}

/** Cal.com's own link before the one in the metadata, which whoever books can set. */
function meetingUrlOf(kind: EventKind, news: News): string | null {
	const links = [news.videoCallData, news.metadata, news.additionalInformation];
	// A changed link is the location itself; what stands beside it may be the old one.
	const places =
		kind === 'location_updated' ? [news.location, ...links] : [...links, news.location];
	return places.map(secureUrl).find((url) => url !== null) ?? null;
}

/** The uid before the `@` of `iCalUID`, which stays that of a chain's first booking. */
function firstUidOf(uid: string, { iCalUID }: News): string | null {
	const first = idOrNull(iCalUID?.split('@')[0]);
	return first === uid ? null : first;
}

function typeOf(
	kind: EventKind,
	titles: ReadonlyArray<string | null>,
	settings: ReadingSettings,
): string | null {
	const always = ['created', 'requested', 'rescheduled', 'cancelled', 'rejected'].includes(kind);
	const said = titles.some((title) => title !== null);
	return said || always ? bookingTypeOf(titles, settings) : null;
}

/** What a delivery says of the booking itself. */
export function readBooking(
	{ uid, kind, scope, news }: { uid: string; kind: EventKind; scope: EventScope; news: News },
	settings: ReadingSettings,
): BookingNews {
	const title = textOrNull(news.title, maxLengths.title);
	const eventTitle = textOrNull(news.eventTitle ?? news.eventTypeTitle, maxLengths.title);
	const { recurringEvent: series } = news;
	const previousUid = idOrNull(news.rescheduleUid);
	return {
		uid,
		previousUid: previousUid === uid ? null : previousUid,
		scope,
		type: typeOf(kind, [eventTitle, title], settings),
		title,
		eventTitle,
		eventTypeId: idOrNull(news.eventTypeId),
		startsAt: toUtcIso(news.startTime),
		endsAt: toUtcIso(news.endTime),
		movedFrom: toUtcIso(news.rescheduleStartTime),
		series: series && { frequency: series.freq, interval: series.interval },
		firstUid: firstUidOf(uid, news),
		sequence: news.iCalSequence,
		status: statusOf(kind, news),
		location: textOrNull(news.location, maxLengths.location),
		meetingUrl: meetingUrlOf(kind, news),
		cancellationReason: reasonOf(kind, news),
		rescheduleRequested: isRescheduleRequest(kind, news),
	};
}

/** The host; null where the body names none. Old snapshots of meetings call it `user`. */
export function readOrganizer(news: News): Organizer | null {
	const host = news.organizer ?? news.user;
	const organizer = {
		name: textOrNull(host?.name, maxLengths.name),
		email: normaliseEmail(host?.email),
		timeZone: textOrNull(host?.timeZone, maxLengths.shortText),
	};
	return Object.values(organizer).some((value) => value !== null) ? organizer : null;
}
