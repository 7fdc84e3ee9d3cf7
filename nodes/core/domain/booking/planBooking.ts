import { assignRows, type AssignedBooking } from './assignRows';
import { type BookingState, decisive } from './bookingState';
import type { Appointment, Line, PlaceKey } from './foldHistory';
import type { HistoryEntry } from './historyEntry';
import {
	appointmentsIn,
	type KnownBookings,
	knownPlaces,
	type Reference,
	type StoredBooking,
} from './knownBookings';
import { blank, editsIn, type EditableState, manualEdit } from './manualEdits';

/** One booking as it is to be written. */
export interface PlannedBooking extends AssignedBooking {
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
	const bookings = assignRows(known, appointments).map((assigned): PlannedBooking => {
		const { id, appointment, mergedIds } = assigned;
		const was = id === null ? undefined : before.find((one) => one.id === id)?.appointment;
		const moves = mergedIds.length > 0 || was?.state.leadId !== appointment.state.leadId;
		const needsAllLines = id !== null && (was === undefined || moves);
		return {
			...assigned,
			restsOnAnother: was?.state.eventKey !== appointment.state.eventKey,
			timeline: needsAllLines
				? changed
				: timelineChange(was?.lines ?? [], appointment.lines, added),
		};
	});
	const isKnown = knownPlaces(known);
	const used = new Set(bookings.flatMap(({ id, mergedIds }) => [id, ...mergedIds]));
	const left = known.bookings.filter(({ id }) => !used.has(id)).map(({ id }) => id);
	return {
		entries: added,
		bookings,
		orphanIds: left.filter((id) => isOrphan(id, known, isKnown)),
		released: releasedBy(known, appointments, isKnown),
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

/**
 * What is in the rows although no event says so was set by a person (in Retool, in the Laravel app), or was
 * there before us. It becomes an entry of its own, so that it survives all that happened before it.
 */
function manualEdits(
	known: KnownBookings,
	assigned: readonly AssignedBooking[],
	now: Date,
): HistoryEntry[] {
	return known.bookings.flatMap((row) => {
		const appointment = assigned.find(({ id }) => id === row.id)?.appointment;
		const [reference] = known.references.filter(({ bookingId }) => bookingId === row.id);
		// The history of its places belongs to another booking, so a person's changes cannot be told apart.
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

/**
 * Whether a row was made of an event that turned out to be about another person's booking: of a class that nothing had
 * called a class by then.
 */
function isOrphan(
	id: number,
	known: KnownBookings,
	isKnown: (place: PlaceKey) => boolean,
): boolean {
	const own = known.references.filter(({ bookingId }) => bookingId === id);
	return (
		own.length > 0 &&
		own.every((one) => known.classes.has(one.uid) && isKnown(one)) &&
		!known.history.some(({ uid, edits }) => edits && own.some((one) => one.uid === uid))
	);
}

function releasedBy(
	known: KnownBookings,
	appointments: readonly Appointment[],
	isKnown: (place: PlaceKey) => boolean,
): Reference[] {
	const wanted = new Set(
		appointments.flatMap(({ places }) => places.map(({ uid, seatKey }) => `${uid} ${seatKey}`)),
	);
	const ours = new Set(known.bookings.map(({ id }) => id));
	return known.references.filter(
		(one) =>
			one.bookingId !== null &&
			ours.has(one.bookingId) &&
			!wanted.has(`${one.uid} ${one.seatKey}`) &&
			isKnown(one) &&
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
