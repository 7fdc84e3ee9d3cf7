import { type Appointment, foldHistory, type PlaceKey, seatKeysOf } from './foldHistory';
import { classesSaid } from './history/entries';
import { type HistoryEntry, type ManualEdits, wholeBooking } from './historyEntry';
import type { EditableState } from './manualEdits';

/** A place that points to a booking; a uid that is a class, or that nothing is known of, points to none. */
export interface Reference extends PlaceKey {
	bookingId: number | null;
}

/** A booking as its row says. */
export interface StoredBooking {
	id: number;
	uid: string | null;
	lastEventAt: string | null;
	/** When the row was changed last, as far as it says. */
	changedAt: Date | null;
	state: EditableState;
}

/** Everything that is known of some bookings. */
export interface KnownBookings {
	history: readonly HistoryEntry[];
	references: readonly Reference[];
	bookings: readonly StoredBooking[];
	/** Whose seats in classes are known in full: `personKey`s. */
	people: ReadonlySet<string>;
	/** Uids that are classes. */
	classes: ReadonlySet<string>;
	/** What people had set in the rows that an older version wrote: `bookings.id` → edits. */
	editsBefore: ReadonlyMap<number, ManualEdits>;
}

/** The appointments that are known in full: of people without seats, and of those whose seats were loaded. */
export function appointmentsIn(
	{ people, classes }: Pick<KnownBookings, 'people' | 'classes'>,
	history: readonly HistoryEntry[],
): Appointment[] {
	const all = new Set([...classes, ...history.flatMap(classesSaid)]);
	return foldHistory(history, classes).filter(({ places, person }) =>
		places.every(({ uid }) => !all.has(uid) || (person !== null && people.has(person))),
	);
}

/** Tells which places belong to people who are known in full. */
export function knownPlaces({
	people,
	classes,
}: Pick<KnownBookings, 'people' | 'classes'>): (place: PlaceKey) => boolean {
	const seatKeys = new Set(classes.size > 0 ? [...people].flatMap(seatKeysOf) : []);
	return ({ uid, seatKey }) =>
		!classes.has(uid) || seatKey === wholeBooking || seatKeys.has(seatKey);
}
