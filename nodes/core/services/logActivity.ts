import type { BookingEvent } from '../domain/event';
import type { Appointment, Line } from '../domain/booking/foldHistory';
import { entriesOf } from '../domain/booking/historyEntry';
import { peopleOf, personKey } from '../domain/person';
import { appointmentsIn, type Reference } from '../domain/booking/knownBookings';
import { lateRemark, timelineLine } from '../domain/timeline';
import type { Db, Trx } from '../db/connection';
import {
	countEventLines,
	deleteActivities,
	findEventLines,
	insertActivity,
	type EventLine,
	type NewActivity,
	updateEventLine,
} from '../db/repositories/activities';
import { lockBookings } from '../db/repositories/bookings';
import { fittingFor, type Fitting } from '../db/fitting';
import { withInstallation } from '../db/installation';
import { findEventsByKey, noteOnEvent } from '../db/repositories/inbox';
import type { BookingRow } from '../db/tables';
import { attempt, StartOver, transact } from '../db/transaction';
import { concernedBy, loadBookings } from './loadBookings';
import { parseRow } from './retryEvents';
import { remarkOnLink } from './personalLink';
import type { SavedBooking } from './writePlan';

export interface SavedActivity {
	id: number;
	bookingId: number;
	created: boolean;
	subject: string;
}

/**
 * Brings the timelines of the bookings that an event concerns in line with their history: each
 * event that says something has one line, in the order in which things happened. Lines that turned
 * out to be wrong are removed; events that had no line because their booking was not yet known get
 * one now.
 *
 * @param timeZone IANA time zone of the times in the text
 * @returns the event's own lines
 */
export async function logActivity(
	db: Db,
	event: BookingEvent,
	bookings: readonly SavedBooking[],
	timeZone: string,
): Promise<SavedActivity[]> {
	if (bookings.every(({ timeline }) => timeline?.kind === 'same')) return [];
	return await withInstallation(db, async (installation) => {
		return await transact(db, async (trx) => {
			const fitting = fittingFor(installation);
			const lines =
				(await appendLines(trx, event, bookings, { timeZone, fitting })) ??
				(await compareLines(trx, event, { timeZone, fitting }));
			await noteOnEvent(trx, event.event.key, fitting.notes);
			return lines;
		});
	});
}

interface Style {
	timeZone: string;
	fitting: Fitting;
}

/** Compares all lines of the bookings with their history. */
async function compareLines(
	trx: Trx,
	event: BookingEvent,
	{ timeZone, fitting }: Style,
): Promise<SavedActivity[]> {
	const entries = entriesOf(event, { leadIds: new Map(), teacher: null });
	const known = await loadBookings(trx, concernedBy(entries), {
		lock: false,
		installation: fitting.installation,
	});
	if (known.bookings.length === 0) return [];
	const rows = await lockBookings(
		trx,
		known.bookings.map(({ id }) => id),
	);
	// The row was merged between reading its id and locking it.
	if (rows.length !== known.bookings.length) throw new StartOver();
	const appointments = appointmentsIn(known, known.history);
	const folded = rows.flatMap((row) => {
		const appointment = appointmentOf(row, known.references, appointments);
		return appointment ? [{ row, appointment }] : [];
	});
	const told = onceEach(folded.flatMap(toldOf));
	const lines = await findEventLines(
		trx,
		known.history.map(({ eventKey }) => eventKey),
		rows.map(({ id }) => id),
	);
	const events = await eventsOf(trx, event, told, lines);
	const ids = new Set(folded.map(({ row }) => row.id));
	return await writeLines(trx, { ids, told, lines, events, timeZone, fitting }, event.event.key);
}

/** Adds a manual line, dated now. */
export async function addNote(
	db: Db,
	note: Pick<NewActivity, 'leadId' | 'bookingId' | 'type' | 'subject' | 'body'>,
): Promise<number> {
	const line = { ...note, eventKey: null, occurredAt: new Date(), position: null };
	return await withInstallation(db, async (installation) => {
		const fitting = fittingFor(installation);
		const { id } = await attempt(async () => await insertActivity(db, line, fitting));
		return id;
	});
}

/**
 * Writes the event's lines if they only go to the end of timelines; null if there is more to do.
 */
async function appendLines(
	trx: Trx,
	event: BookingEvent,
	bookings: readonly SavedBooking[],
	{ timeZone, fitting }: Style,
): Promise<SavedActivity[] | null> {
	// Items that have waited since before an update do not say this.
	if (!bookings.every(({ timeline }) => timeline && timeline.kind !== 'changed')) return null;
	// A person with two seats gets one line for both.
	if (new Set(bookings.map(({ leadId }) => leadId)).size < bookings.length) return null;
	const ids = bookings.map(({ id }) => id);
	const rows = await lockBookings(trx, ids);
	if (rows.length < ids.length) return null;
	for (const { id, timeline } of bookings) {
		const before = timeline.kind === 'appended' ? timeline.linesBefore : 0;
		// An event that is unfinished or was stopped may have no line.
		if (before > 0 && (await countEventLines(trx, id)) < before) return null;
	}
	const saved: SavedActivity[] = [];
	const remark = await remarkOnLink(trx, event, fitting.installation);
	for (const { id, person, timeline } of bookings) {
		const row = rows.find((one) => one.id === id);
		if (!row || row.lead_id === null || timeline.kind !== 'appended') continue;
		const line = { eventKey: event.event.key, person, position: timeline.position, arrived: 0 };
		const text = textOf(event, { line, row, place: '', late: false }, { timeZone, remark });
		const there = await insertActivity(trx, text, fitting, { moves: false });
		saved.push({ ...there, bookingId: id, subject: text.subject });
	}
	return saved;
}

/** A wanted line on the timeline of a booking's lead. */
interface Told {
	line: Line;
	row: BookingRow;
	/** The current place of the booking. */
	place: string;
	/** Whether a later event had arrived before it. */
	late: boolean;
}

/** A person with two seats in a moved class gets one line. */
function onceEach(told: readonly Told[]): Told[] {
	const ordered = [...told].sort(
		(a, b) => a.line.position - b.line.position || (a.place < b.place ? -1 : 1),
	);
	const isSame = (a: Told, b: Told) =>
		a.line.eventKey === b.line.eventKey && a.row.lead_id === b.row.lead_id;
	return ordered.filter((one) => ordered.find((other) => isSame(one, other)) === one);
}

function appointmentOf(
	row: BookingRow,
	known: readonly Reference[],
	appointments: readonly Appointment[],
): Appointment | undefined {
	const references = known.filter(({ bookingId }) => bookingId === row.id);
	const isHere = ({ places }: Appointment) => {
		const now = places.at(-1);
		return references.some(({ uid, seatKey }) => uid === now?.uid && seatKey === now.seatKey);
	};
	return row.lead_id === null ? undefined : appointments.find(isHere);
}

function toldOf({ row, appointment }: { row: BookingRow; appointment: Appointment }): Told[] {
	const { lines, places } = appointment;
	const place = places.map(({ uid, seatKey }) => `${uid} ${seatKey}`).join(' ');
	return lines.map((line) => ({
		line,
		row,
		place,
		late: lines.some((one) => one.position > line.position && one.arrived < line.arrived),
	}));
}

/**
 * The events whose lines are missing, read from the inbox; failed events add theirs when they are
 * retried.
 */
async function eventsOf(
	trx: Trx,
	event: BookingEvent,
	told: readonly Told[],
	lines: readonly EventLine[],
): Promise<Map<string, BookingEvent>> {
	const missing = told
		.filter((one) => !lines.some((there) => isLineOf(there, one)))
		.map(({ line }) => line.eventKey)
		.filter((key) => key !== event.event.key);
	const rows = missing.length > 0 ? await findEventsByKey(trx, missing) : [];
	const read = rows
		.filter(({ status }) => status !== 'failed' && status !== 'quarantined')
		.flatMap((row) => {
			const found = parseRow(row);
			return found.ok ? [[row.dedupe_key as string, found.event] as const] : [];
		});
	return new Map([...read, [event.event.key, event]]);
}

function isLineOf({ eventKey, bookingId, leadId }: EventLine, { line, row }: Told): boolean {
	return eventKey === line.eventKey && (bookingId === row.id || leadId === row.lead_id);
}

interface Timeline extends Style {
	/** The bookings whose lines are complete, even if they have none. */
	ids: ReadonlySet<number>;
	told: readonly Told[];
	lines: readonly EventLine[];
	events: ReadonlyMap<string, BookingEvent>;
}

async function writeLines(
	trx: Trx,
	{ ids, told, lines, events, timeZone, fitting }: Timeline,
	eventKey: string,
): Promise<SavedActivity[]> {
	const saved: SavedActivity[] = [];
	const kept = new Set<number>();
	for (const one of told) {
		const { line, row } = one;
		const known = lines.find((there) => !kept.has(there.id) && isLineOf(there, one));
		const event = events.get(line.eventKey);
		if (known) {
			kept.add(known.id);
			await updateEventLine(trx, known, {
				bookingId: row.id,
				leadId: row.lead_id as number,
				position: line.position,
			});
		}
		if (!event) continue;
		const remark = await remarkOnLink(trx, event, fitting.installation);
		const text = textOf(event, one, { timeZone, remark });
		const { id, created } = known
			? { id: known.id, created: false }
			: await insertActivity(trx, text, fitting);
		kept.add(id);
		if (line.eventKey === eventKey)
			saved.push({ id, bookingId: row.id, created, subject: text.subject });
	}
	const wrong = lines.filter(({ id, bookingId }) => !kept.has(id) && ids.has(bookingId ?? 0));
	await deleteActivities(
		trx,
		wrong.map(({ id }) => id),
	);
	return saved;
}

function textOf(
	event: BookingEvent,
	{ line, row, late }: Told,
	{ timeZone, remark }: { timeZone: string; remark: string | null },
): NewActivity {
	const attendee = peopleOf(event).find((one) => personKey(one) === line.person);
	const { type, subject, body } = timelineLine(event, attendee ?? null, timeZone);
	const wasLate = late ? lateRemark(event.event.occurredAt, timeZone) : null;
	return {
		leadId: row.lead_id as number,
		bookingId: row.id,
		type,
		subject,
		body: [body, remark, wasLate].filter(Boolean).join('\n'),
		eventKey: line.eventKey,
		position: line.position,
		occurredAt: new Date(event.event.occurredAt),
	};
}
