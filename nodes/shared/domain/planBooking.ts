import { type BookingState, decisive } from './bookingState';
import { type Appointment, foldHistory, type Line, type PlaceKey, seatKeysOf } from './foldHistory';
import { type HistoryEntry, type ManualEdits, wholeBooking } from './historyEntry';
import { editsIn, type EditableState, manualEdit } from './manualEdits';

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

/** One booking as it is to be written. */
export interface PlannedBooking {
	appointment: Appointment;
	/** The row to write; null for a new one. */
	id: number | null;
	/** Rows that turned out to be this booking too. */
	mergedIds: number[];
	/** The row as it is; null for a new one. */
	stored: StoredBooking | null;
	/** Whether it rests on another event than before, whose body is to be kept with it. */
	restsOnAnother: boolean;
	/** What becomes of the timeline. */
	timeline: TimelineChange;
}

/** Nothing, one line at its end, or something else, for which all lines have to be looked at. */
export type TimelineChange =
	| { kind: 'same' }
	| { kind: 'appended'; position: number; linesBefore: number }
	| { kind: 'changed' };

export interface BookingPlan {
	/** Entries to keep: what people had set in the rows, then what the event says. */
	entries: HistoryEntry[];
	bookings: PlannedBooking[];
	/** Rows of people who turned out to have no booking. */
	orphanIds: number[];
	/** References that point to no booking any more. */
	released: Reference[];
}

/**
 * What is to be written once these entries are known too: which bookings there are, as what, and in which rows.
 * Nothing is read or changed here.
 *
 * @param now when rows are looked at: a change by hand that names no time was made before
 */
export function planBooking(
	known: KnownBookings,
	entries: readonly HistoryEntry[],
	now: Date,
): BookingPlan {
	const before = assignRows(known, appointmentsIn(known, known.history));
	const edits = manualEdits(known, before, now);
	const kept = new Set(known.history.map(identityOf));
	const added = [...edits, ...entries.filter((entry) => !kept.has(identityOf(entry)))];
	const appointments = appointmentsIn(known, [...known.history, ...added]);
	const bookings = assignRows(known, appointments).map((planned) => {
		const { id, appointment, mergedIds } = planned;
		const was = id === null ? undefined : before.find((one) => one.id === id)?.appointment;
		const moves = mergedIds.length > 0 || was?.state.leadId !== appointment.state.leadId;
		const isKnown = id !== null && (was === undefined || moves);
		return {
			...planned,
			restsOnAnother: was?.state.eventKey !== appointment.state.eventKey,
			timeline: isKnown ? changed : timelineChange(was?.lines ?? [], appointment.lines, added),
		};
	});
	const used = new Set(bookings.flatMap(({ id, mergedIds }) => [id, ...mergedIds]));
	const left = known.bookings.filter(({ id }) => !used.has(id)).map(({ id }) => id);
	return {
		entries: added,
		bookings,
		orphanIds: left.filter((id) => isOrphan(id, known)),
		released: releasedBy(known, appointments),
	};
}

const changed: TimelineChange = { kind: 'changed' };

/** @param added entries that were not known before */
function timelineChange(
	before: readonly Line[],
	after: readonly Line[],
	added: readonly HistoryEntry[],
): TimelineChange {
	const isThere = ({ eventKey, position }: Line, index: number) =>
		after[index]?.eventKey === eventKey && after[index]?.position === position;
	const [last, ...more] = after.slice(before.length);
	// An event that runs again may have been stopped before its line was written.
	if (added.length === 0 || !before.every(isThere) || more.length > 0) return changed;
	if (!last) return { kind: 'same' };
	const isNew = added.some(({ eventKey }) => eventKey === last.eventKey);
	const { position } = last;
	return isNew ? { kind: 'appended', position, linesBefore: before.length } : changed;
}

function identityOf({ eventKey, uid, seatKey }: HistoryEntry): string {
	return `${eventKey} ${uid} ${seatKey}`;
}

/** The appointments that are known in full: of people without seats, and of those whose seats were loaded. */
export function appointmentsIn(
	{ people, classes }: Pick<KnownBookings, 'people' | 'classes'>,
	history: readonly HistoryEntry[],
): Appointment[] {
	const inClass = (uid: string) =>
		classes.has(uid) ||
		history.some((entry) => entry.isClass && (entry.uid === uid || entry.previousUid === uid));
	return foldHistory(history, classes).filter(({ places, person }) =>
		places.every(({ uid }) => !inClass(uid) || (person !== null && people.has(person))),
	);
}

/**
 * What stands in the rows although no event says so was set by a person (in Retool, in the Laravel app), or was
 * there before us. It becomes an entry of its own, so that it survives all that happened before it.
 */
function manualEdits(
	known: KnownBookings,
	planned: readonly PlannedBooking[],
	now: Date,
): HistoryEntry[] {
	return known.bookings.flatMap((row) => {
		const appointment = planned.find(({ id }) => id === row.id)?.appointment;
		const [reference] = known.references.filter(({ bookingId }) => bookingId === row.id);
		// What is known under its places is somebody else's: nothing tells what a person changed.
		if (!appointment && reference && known.history.length > 0) return [];
		const said = appointment?.state ?? blank;
		const edits = known.editsBefore.get(row.id) ?? editsIn(row.state, said);
		if (Object.keys(edits).length === 0) return [];
		const place = appointment?.places.at(-1) ?? reference;
		const person = appointment?.person ?? null;
		const entries = appointment?.entries ?? [];
		return [manualEdit({ bookingId: row.id, place, person, entries }, edits, changedAt(row, now))];
	});
}

/** Other applications note a time in another zone, or none: what they say of the future tells nothing. */
function changedAt({ changedAt: noted }: StoredBooking, now: Date): Date {
	return noted && noted <= now ? noted : new Date(0);
}

const blank: EditableState = {
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
};

/**
 * Which row each appointment is written to. The rows that were first keep their ids; each becomes the appointment
 * that is where the row is now, else the one that was at one of its places. Rows that are left over although their
 * places belong to an appointment are merged into its row.
 */
function assignRows(known: KnownBookings, appointments: readonly Appointment[]): PlannedBooking[] {
	const planned = appointments.map(
		(appointment): PlannedBooking => ({
			appointment,
			id: null,
			mergedIds: [],
			stored: null,
			restsOnAnother: true,
			timeline: changed,
		}),
	);
	for (const row of [...known.bookings].sort((a, b) => a.id - b.id)) {
		const closest = planned
			.map((one) => ({ one, closeness: closenessOf(one.appointment, row, known.references) }))
			.filter(({ closeness }) => closeness > 0)
			.sort((a, b) => b.closeness - a.closeness);
		const free = closest.find(({ one }) => one.id === null)?.one;
		if (free) Object.assign(free, { id: row.id, stored: row });
		else closest[0]?.one.mergedIds.push(row.id);
	}
	return planned;
}

/** How surely a row is an appointment's; 0 where it is not. */
function closenessOf(
	{ places, state }: Appointment,
	row: StoredBooking,
	references: readonly Reference[],
): number {
	const own = references.filter(({ bookingId }) => bookingId === row.id);
	const now = places.at(-1);
	const points = (place: PlaceKey) =>
		own.some(
			({ uid, seatKey, seat }) =>
				uid === place.uid && (seat && place.seat ? seat === place.seat : seatKey === place.seatKey),
		);
	const shares = (place: PlaceKey) =>
		own.some(({ uid, seatKey }) => uid === place.uid && seatKey === place.seatKey);
	if (now && row.uid === now.uid && points(now)) return 5;
	if (places.some(points)) return 4;
	if (places.some(shares)) return 3;
	// A booking without seats whose uid became a class.
	const became = (place: PlaceKey) =>
		row.state.leadId === state.leadId &&
		place.seatKey !== wholeBooking &&
		own.some(({ uid, seatKey }) => uid === place.uid && seatKey === wholeBooking);
	return places.some(became) ? 2 : 0;
}

/** Whether a place belongs to people who are known in full. */
function isKnown({ uid, seatKey }: Reference, { classes, people }: KnownBookings): boolean {
	if (!classes.has(uid) || seatKey === wholeBooking) return true;
	return [...people].some((person) => seatKeysOf(person).includes(seatKey));
}

/**
 * Whether a row was made of an event that turned out to be about somebody else's booking: of a class that nothing had
 * called a class by then.
 */
function isOrphan(id: number, known: KnownBookings): boolean {
	const own = known.references.filter(({ bookingId }) => bookingId === id);
	return (
		own.length > 0 &&
		own.every((one) => known.classes.has(one.uid) && isKnown(one, known)) &&
		!known.history.some(({ uid, edits }) => edits && own.some((one) => one.uid === uid))
	);
}

function releasedBy(known: KnownBookings, appointments: readonly Appointment[]): Reference[] {
	const wanted = new Set(
		appointments.flatMap(({ places }) => places.map(({ uid, seatKey }) => `${uid} ${seatKey}`)),
	);
	const ours = new Set(known.bookings.map(({ id }) => id));
	return known.references.filter(
		(one) =>
			one.bookingId !== null &&
			ours.has(one.bookingId) &&
			!wanted.has(`${one.uid} ${one.seatKey}`) &&
			isKnown(one, known) &&
			// Whatever points to a row that nothing is known of goes on to do so.
			known.history.some(({ uid }) => uid === one.uid),
	);
}

/**
 * When an event happened, as far as the order of causes corrects a sender's clock that was ahead: after what comes
 * before it in its booking, and before what comes after it. Else its own time.
 */
export function timeInOrder(known: KnownBookings, entries: readonly HistoryEntry[]): string | null {
	const [own] = entries;
	if (!own) return null;
	if (!own.clockAhead && !known.history.some(({ clockAhead }) => clockAhead)) return own.at;
	const all = appointmentsIn(known, [...known.history, ...entries]);
	const told = all.find((one) => one.entries.some(({ eventKey }) => eventKey === own.eventKey));
	const order = (told?.entries ?? []).filter(({ edits, kind }) => !edits && decisive.has(kind));
	const place = order.findIndex(({ eventKey }) => eventKey === own.eventKey);
	const later = order.slice(place + 1).filter(({ clockAhead }) => !clockAhead);
	const before = order.slice(0, Math.max(place, 0)).filter(({ clockAhead }) => clockAhead);
	const times = own.clockAhead ? later.map(({ at }) => Date.parse(at) - 1) : [];
	const at = Math.min(Date.parse(own.at), ...times);
	const least = own.clockAhead ? [] : before.map((one) => Date.parse(one.at) + 1);
	return new Date(Math.max(at, ...least)).toISOString();
}

/** Whether a row says already what its history says. */
export function saysTheSame(stored: StoredBooking, state: BookingState): boolean {
	const { eventKey: _, uid, lastEventAt, ...columns } = state;
	return (
		stored.uid === uid &&
		stored.lastEventAt === lastEventAt &&
		Object.entries(columns).every(
			([key, value]) => stored.state[key as keyof EditableState] === value,
		)
	);
}
