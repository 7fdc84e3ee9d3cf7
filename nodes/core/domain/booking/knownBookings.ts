import { type Appointment, foldHistory, type PlaceKey, seatKeysOf } from './foldHistory';
import { classesSaid } from './history/entries';
import { type HistoryEntry, type ManualEdits, wholeBooking } from './historyEntry';
import type { EditableState } from './manualEdits';
import type { Reported } from './reported';
import type { Rewritten } from './rewritten';

/**
 * A place and the booking it points to; a uid that is a class, or of which nothing is known, points
 * to none.
 */
export interface Reference extends PlaceKey {
	bookingId: number | null;
}

/** A booking, as stored in its row. */
export interface StoredBooking {
	id: number;
	uid: string | null;
	lastEventAt: string | null;
	/** When the row was last changed, if recorded. */
	changedAt: Date | null;
	state: EditableState;
	reported: Reported;
	/** What the database made of the last write, where it differs. */
	rewritten: Rewritten;
	/** Times that every update of the row moves to now. */
	selfMoving: ReadonlyArray<'startsAt' | 'endsAt'>;
	/** Whether another application has deleted it softly. */
	deleted: boolean;
	/** Whether rows of other applications point to it. */
	pointedAt: boolean;
}

/** Everything known about a set of bookings. */
export interface KnownBookings {
	history: readonly HistoryEntry[];
	references: readonly Reference[];
	bookings: readonly StoredBooking[];
	/** The people whose seats in classes are fully known: `personKey`s. */
	people: ReadonlySet<string>;
	/** Uids that are classes. */
	classes: ReadonlySet<string>;
	/** Manual edits in rows written by an older version: `bookings.id` → edits. */
	editsBefore: ReadonlyMap<number, ManualEdits>;
}

/**
 * The fully known appointments: those without seats, and those of people whose seats were loaded.
 */
export function appointmentsIn(
	{ people, classes }: Pick<KnownBookings, 'people' | 'classes'>,
	history: readonly HistoryEntry[],
): Appointment[] {
	const all = new Set([...classes, ...history.flatMap(classesSaid)]);
	return foldHistory(history, classes).filter(({ places, person }) =>
		places.every(({ uid }) => !all.has(uid) || (person !== null && people.has(person))),
	);
}

/** Returns a test for places that belong to fully known people. */
export function knownPlaces({
	people,
	classes,
}: Pick<KnownBookings, 'people' | 'classes'>): (place: PlaceKey) => boolean {
	const seatKeys = new Set(classes.size > 0 ? [...people].flatMap(seatKeysOf) : []);
	return ({ uid, seatKey }) =>
		!classes.has(uid) || seatKey === wholeBooking || seatKeys.has(seatKey);
}
