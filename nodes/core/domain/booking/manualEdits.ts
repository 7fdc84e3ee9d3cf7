import { createHash } from 'node:crypto';

import type { BookingState } from './bookingState';
import { type HistoryEntry, type ManualEdits, wholeBooking } from './historyEntry';
import type { PlaceKey } from './foldHistory';

/** The columns of a booking that a person may change. */
export type EditableState = Omit<
	BookingState,
	'eventKey' | 'uid' | 'lastEventAt' | 'bookedAt' | 'cancelledAt' | 'cancelledBy'
>;

/** A booking about which nothing is known. */
export const blank: Readonly<EditableState> = {
	leadId: null,
	type: null,
	title: null,
	startsAt: null,
	endsAt: null,
	status: 'scheduled',
	location: null,
	meetingUrl: null,
	cancellationReason: null,
	assignedTeacherId: null,
	levelFound: null,
	followUpAt: null,
};

/** The target of an edit: the booking as currently known. */
export interface Edited {
	bookingId: number;
	place: PlaceKey | undefined;
	/** `personKey` of the person who has the booking. */
	person: string | null;
	/** The entries that it is based on now. */
	entries: readonly HistoryEntry[];
}

/** A change made by a person, which comes after everything known now. */
export function manualEdit(edited: Edited, edits: ManualEdits, at: Date): HistoryEntry {
	const { bookingId, place, person, entries } = edited;
	const iso = at.toISOString();
	const eventKey = createHash('sha256')
		.update(JSON.stringify(['by_hand', bookingId, iso, edits]))
		.digest('hex');
	const seat = place?.seat ?? null;
	return {
		id: Infinity,
		eventKey,
		kind: 'by_hand',
		type: 'MANUAL_EDIT',
		at: iso,
		uid: place?.uid ?? manualUid(bookingId),
		seatKey: place?.seatKey ?? wholeBooking,
		isClass: false,
		previousUid: null,
		firstUid: null,
		seriesKey: null,
		people: person ? [{ person, leadId: null, seat, attendeeId: null, noShow: null }] : [],
		change: null,
		teacher: null,
		edits,
		after: entries.map((entry) => entry.eventKey),
	};
}

const manualPrefix = 'booking:';

/** The uid of a booking unknown to Cal.com. */
export function manualUid(bookingId: number): string {
	return `${manualPrefix}${bookingId}`;
}

export function isManualUid(uid: string): boolean {
	return uid.startsWith(manualPrefix);
}

/** Values in a row that its history does not explain: a person set them. */
export function editsIn(row: EditableState, said: EditableState): ManualEdits {
	const keys = Object.keys(row) as Array<keyof EditableState>;
	return Object.fromEntries(
		keys.filter((key) => !same(key, row[key], said[key])).map((key) => [key, row[key]]),
	);
}

/** Other applications store whole seconds, and empty texts instead of NULL. */
function same(
	key: keyof EditableState,
	a: string | number | null,
	b: string | number | null,
): boolean {
	if (!a || !b) return !a && !b;
	return key === 'startsAt' || key === 'endsAt' || key === 'followUpAt'
		? String(a).slice(0, 19) === String(b).slice(0, 19)
		: a === b;
}
