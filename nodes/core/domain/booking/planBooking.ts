import { assignRows, type AssignedBooking } from './assignRows';
import { type BookingState, decisive } from './bookingState';
import type { Appointment, Line, PlaceKey } from './foldHistory';
import type { HistoryEntry, ManualEdits } from './historyEntry';
import {
	appointmentsIn,
	type KnownBookings,
	knownPlaces,
	type Reference,
	type StoredBooking,
} from './knownBookings';
import { isReported, reportedOf } from './reported';
import { isRewritten, leadsTo } from './rewritten';
import { blank, editsIn, type EditableState, manualEdit } from './manualEdits';

/** A booking to write. */
export interface PlannedBooking extends AssignedBooking {
	/**
	 * Whether it is based on a different event than before, so that the body of that event must be
	 * stored with it.
	 */
	restsOnAnother: boolean;
	/** The change to its timeline. */
	timeline: TimelineChange;
}

/**
 * No change, one line added at the end, or another change, for which all lines must be compared.
 */
export type TimelineChange =
	| { kind: 'same' }
	| { kind: 'appended'; position: number; linesBefore: number }
	| { kind: 'changed' };

export interface BookingPlan {
	/** Entries to store: manual edits found in the rows, then the entries of the event. */
	entries: HistoryEntry[];
	bookings: PlannedBooking[];
	/** Rows of people who turned out to have no booking. */
	orphanIds: number[];
	/** References that point to no booking any more. */
	released: Reference[];
}

/**
 * What to write once these entries are known too: the bookings, their states and their rows. Reads
 * and changes nothing.
 *
 * @param now the time at which the rows are compared: a manual edit without a time was made before
 * it
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
 * Values in the rows that no event explains were set by a person (in Retool, in the Laravel app) or
 * existed before this package. They become entries of their own, so that they survive all earlier
 * events.
 */
function manualEdits(
	known: KnownBookings,
	assigned: readonly AssignedBooking[],
	now: Date,
): HistoryEntry[] {
	return known.bookings.flatMap((row) => {
		const appointment = assigned.find(({ id }) => id === row.id)?.appointment;
		const [reference] = known.references.filter(({ bookingId }) => bookingId === row.id);
		// The history of its places belongs to another booking, so manual edits can't be
		// distinguished.
		if (!appointment && reference && known.history.length > 0) return [];
		const said = appointment?.state ?? blank;
		const found = known.editsBefore.get(row.id) ?? editsIn(row.state, said);
		const edits = withoutOwnDoing(found, row, now);
		if (Object.keys(edits).length === 0) return [];
		const place = appointment?.places.at(-1) ?? reference;
		const person = appointment?.person ?? null;
		const entries = appointment?.entries ?? [];
		return [manualEdit({ bookingId: row.id, place, person, entries }, edits, changedAt(row, now))];
	});
}

/**
 * Without what no person set: what the database made of the last write, and times in columns that
 * every update moves to now, unless they are in the future.
 */
function withoutOwnDoing(edits: ManualEdits, row: StoredBooking, now: Date): ManualEdits {
	const isMoved = (key: string, value: unknown) =>
		row.selfMoving.some((one) => one === key) &&
		typeof value === 'string' &&
		Date.parse(value) <= now.getTime();
	return Object.fromEntries(
		Object.entries(edits).filter(
			([key, value]) =>
				!isRewritten(row.rewritten, key as keyof EditableState, value) && !isMoved(key, value),
		),
	);
}

/**
 * Other applications write the time in another zone or not at all: a time in the future tells
 * nothing.
 */
function changedAt({ changedAt: noted }: StoredBooking, now: Date): Date {
	return noted && noted <= now ? noted : new Date(0);
}

/**
 * Whether a row was created from an event that turned out to be about another person's booking, in
 * a class that was not yet known to be a class.
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
			// References to a row of which nothing is known stay.
			known.history.some(({ uid }) => uid === one.uid),
	);
}

/**
 * When an event happened. If the sender's clock was ahead, causal order corrects the time: after
 * the preceding entry of its booking, and before the following one. Otherwise the event's own time.
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

/**
 * Whether a row already agrees with its history.
 *
 * @param timeZone the school's
 */
export function saysTheSame(stored: StoredBooking, state: BookingState, timeZone: string): boolean {
	const {
		eventKey: _,
		uid,
		lastEventAt,
		bookedAt: __,
		cancelledAt: ___,
		cancelledBy: ____,
		...columns
	} = state;
	const isThere = (key: keyof EditableState) => {
		const [wanted, there] = [columns[key], stored.state[key]];
		return wanted === there || leadsTo(stored.rewritten, key, { wanted, stored: there });
	};
	return (
		stored.uid === uid &&
		stored.lastEventAt === lastEventAt &&
		isReported(stored.reported, reportedOf(state, timeZone)) &&
		(Object.keys(columns) as Array<keyof EditableState>).every(isThere)
	);
}
