import type { Appointment } from '../../domain/booking/foldHistory';
import { personKey } from '../../domain/person';
import type { Reader } from '../../domain/event';
import { fabricatedEmailDigits, normaliseEmail } from '../../domain/values/email';
import type { ApiBooking, ApiPerson } from '../api/booking';
import { bodyOf, type BodyParts } from './body';
import { differencesOfClass } from './seats';
import { hostTold, type ToldAt } from './told';

/** What Cal.com's API shows and nothing told. */
export type FindingKind =
	| 'missing'
	| 'moved'
	| 'cancelled'
	| 'rejected'
	| 'accepted again'
	| 'chain'
	| 'no-show'
	| 'no-show cleared'
	| 'completed'
	| 'host'
	| 'location'
	| 'seat taken'
	| 'seat given up';

/** One difference, and the body of the event that settles it. */
export interface Finding {
	kind: FindingKind;
	body: Record<string, unknown>;
}

/** What differs between Cal.com and what was told. */
export interface Differences {
	findings: Finding[];
	/** Why the rest can't be settled, in a sentence without personal data; null if all can. */
	unresolved: string | null;
}

/** What is known beside the row itself. */
export interface ReadContext {
	reader: Reader;
	readAt: Date;
	/** Whether Cal.com shows the successor of a booking that moved. */
	hasSuccessor(row: ApiBooking): boolean;
	/** Whether this key has been shown the attendees of classes of an event type. */
	showsSeats(eventTypeId: number | null): boolean;
	/** The e-mail of a person by `personKey`; null if unknown. */
	emailOf(person: string | null): string | null;
}

/** Statuses of bookings that take place, or wait for the host. */
const living = new Set(['accepted', 'pending', 'awaiting_host']);
const over = new Set(['cancelled', 'rejected']);

/** Cal.com announces the end of a meeting some minutes late. */
const endLagMs = 15 * 60_000;

/** Makes findings about one row. */
export type Find = (
	kind: FindingKind,
	trigger: Parameters<typeof bodyOf>[0],
	parts?: Partial<BodyParts>,
) => Finding;

/**
 * The differences between a row of Cal.com's API and what was told about its uid: contents are
 * compared, not times, because a row is often newer than its own delivery. Seats are compared in
 * `seats.ts`.
 */
export function differences(row: ApiBooking, told: ToldAt, context: ReadContext): Differences {
	if (!living.has(row.status) && !over.has(row.status)) {
		return unresolved(
			`Cal.com shows a booking with the status "${row.status.slice(0, 40)}", which is unknown here.`,
		);
	}
	const find: Find = (kind, trigger, parts = {}) => ({
		kind,
		body: bodyOf(trigger, row, context.reader, { at: context.readAt.toISOString(), ...parts }),
	});
	if (row.isClass || told.isClass) return differencesOfClass(row, told, context, find);
	if (told.entries.every(({ kind }) => kind === 'other' || kind === 'no_show')) {
		return missing(row, context, find);
	}
	const chain =
		row.previousUid && !told.previousUids.has(row.previousUid)
			? [arrival('chain', row, find, row.createdAt)]
			: [];
	const rest = living.has(row.status)
		? ofLiving(row, told, context, find)
		: ofClosed(row, told, context, find);
	return { findings: [...chain, ...rest], unresolved: null };
}

export function unresolved(reason: string): Differences {
	return { findings: [], unresolved: reason };
}

/** A booking of which nothing was told: it was made and, maybe, ended. */
function missing(row: ApiBooking, context: ReadContext, find: Find): Differences {
	// Everyone has left the class, or it is over.
	const isEmpty = over.has(row.status) || context.showsSeats(row.eventTypeId);
	if (row.showsNobody && isEmpty) return { findings: [], unresolved: null };
	if (!row.booker) return unresolved('Cal.com does not show who booked.');
	const at = row.createdAt;
	const ended = row.updatedAt ?? row.createdAt;
	const findings: Finding[] = [];
	findings.push(arrival('missing', row, find, at));
	if (row.status === 'rejected') {
		findings.push(find('rejected', 'BOOKING_REJECTED', { at: ended, status: 'REJECTED' }));
	}
	if (row.status === 'cancelled' && !row.nextUid) {
		findings.push(find('cancelled', 'BOOKING_CANCELLED', { at: ended, status: 'CANCELLED' }));
	}
	return { findings, unresolved: null };
}

/** How a booking came to its uid: it was booked, requested or moved there. */
function arrival(kind: FindingKind, row: ApiBooking, find: Find, at: string): Finding {
	const { previousUid } = row;
	if (row.status === 'pending' || row.status === 'rejected') {
		return find(kind, 'BOOKING_REQUESTED', { at, previousUid, status: 'PENDING' });
	}
	return previousUid
		? find(kind === 'missing' ? 'moved' : kind, 'BOOKING_RESCHEDULED', { at, previousUid })
		: find(kind, 'BOOKING_CREATED', { at });
}

function ofLiving(row: ApiBooking, told: ToldAt, context: ReadContext, find: Find): Finding[] {
	const [there] = told.living;
	if (!there) return [find('accepted again', 'BOOKING_CREATED')];
	const findings: Finding[] = [];
	const { startsAt, endsAt } = there.state;
	if (!isSameTime(startsAt, row.startsAt) || !isSameTime(endsAt, row.endsAt)) {
		findings.push(movedInPlace(row, there, context, find));
	}
	return [...findings, ...ofDetails(row, told, context, find)];
}

/** A move that is found only after the booking took place still came before it. */
export function movedInPlace(
	{ uid, startsAt }: ApiBooking,
	{ state }: Appointment,
	{ readAt }: ReadContext,
	find: Find,
): Finding {
	const at = new Date(Math.min(readAt.getTime(), Date.parse(startsAt))).toISOString();
	return find('moved', 'BOOKING_RESCHEDULED', { at, previousUid: uid, movedFrom: state.startsAt });
}

/** Host, place, marks and end of a booking or of each seat in a class that takes place. */
export function ofDetails(row: ApiBooking, told: ToldAt, { readAt }: ReadContext, find: Find) {
	const findings: Finding[] = [];
	const host = normaliseEmail(row.host?.email);
	const isOtherHost = (one: Appointment) => {
		const before = hostTold(one);
		return before !== null && host !== null && before !== host;
	};
	if (told.living.some(isOtherHost)) findings.push(find('host', 'BOOKING_REASSIGNED'));
	if (told.living.some((one) => isElsewhere(row, one))) {
		findings.push(find('location', 'BOOKING_LOCATION_UPDATED'));
	}
	for (const appointment of told.living) {
		const person = personIn(row, appointment.person);
		const isMarked = appointment.state.status === 'no_show';
		if (!person || person.absent === isMarked) continue;
		// A mark of a call that the guest did not join may exist only in the delivery.
		if (isMarked && lastMark(appointment)?.type !== 'BOOKING_NO_SHOW_UPDATED') continue;
		const kind = person.absent ? 'no-show' : 'no-show cleared';
		findings.push(find(kind, 'BOOKING_NO_SHOW_UPDATED', { people: [person], marks: true }));
	}
	const open = told.living.filter(({ state }) => state.status === 'scheduled');
	if (isOver(row, readAt) && open.some(({ person }) => !personIn(row, person)?.absent)) {
		findings.push(find('completed', 'MEETING_ENDED'));
	}
	return findings;
}

/** Whether a booking took place, and Cal.com would have told so. */
export function isOver({ status, endsAt }: ApiBooking, readAt: Date): boolean {
	return status === 'accepted' && Date.parse(endsAt) + endLagMs <= readAt.getTime();
}

function lastMark({ entries }: Appointment) {
	return entries.findLast(({ kind }) => kind === 'no_show');
}

function ofClosed(row: ApiBooking, told: ToldAt, context: ReadContext, find: Find): Finding[] {
	const [there] = told.living;
	if (!there || there.state.status === 'completed' || context.hasSuccessor(row)) return [];
	const confirmed = told.entries.some(({ kind }) => kind === 'created' || kind === 'rescheduled');
	return row.status === 'rejected' && !confirmed
		? [find('rejected', 'BOOKING_REJECTED', { status: 'REJECTED' })]
		: [find('cancelled', 'BOOKING_CANCELLED', { status: 'CANCELLED' })];
}

/** Deliveries and the API write the same place in different fields; a link may not exist yet. */
function isElsewhere({ location }: ApiBooking, { state }: Appointment): boolean {
	if (!location || location.startsWith('integrations:')) return false;
	return location !== state.location && location !== state.meetingUrl;
}

export function isSameTime(a: string | null, b: string): boolean {
	return a !== null && Date.parse(a) === Date.parse(b);
}

/** The attendee with this `personKey`. */
export function personIn(row: ApiBooking, person: string | null): ApiPerson | undefined {
	return [row.booker, ...row.seats, ...row.guests].find(
		(one): one is ApiPerson => one !== null && keyOf(one) === person,
	);
}

/** The `personKey` of an attendee, as a delivery about them would give it. */
export function keyOf({ email: address, phone }: ApiPerson): string | null {
	const email = normaliseEmail(address);
	const digits = email === null ? null : fabricatedEmailDigits(email);
	return personKey({ email: digits === null ? email : null, phone: digits ? `+${digits}` : phone });
}
