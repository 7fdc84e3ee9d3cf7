import { unescaped, withoutPerson } from '../domain/erased/withoutPerson';
import { MtlError } from '../domain/errors';
import { placesIn } from '../domain/erased/eventLeft';
import type { Attendee, BookingEvent } from '../domain/event';
import { peopleOf, personKey } from '../domain/person';
import type { PersonMatcher } from '../domain/erased/personMatcher';
import type { Trx } from '../db/connection';
import { emptyEvent, rewriteEvent } from '../db/repositories/erasures';
import { lockEvents } from './repositories/texts';
import type { InboxRow } from '../db/tables';
import { leaseSeconds, parseRow } from '../services/retryEvents';

/** The person whose events to erase. */
export interface Person {
	/** `personKey`. */
	key: string;
	/** The uids of appointments of this person only. */
	wholeUids: readonly string[];
	/** The uids under which no one else is known to have a seat. */
	aloneUids: readonly string[];
}

/**
 * The effect on an event: the whole event is emptied, only the person is removed, or it does not
 * concern them.
 */
type Verdict = { keep: 'nothing' } | { keep: 'others'; payload: string } | { keep: 'all' };

export interface ErasedEvents {
	/** The number of events changed. */
	changed: number;
	/** The places that they name (`placesIn`). */
	places: string[];
	/** The uids that were certainly only theirs. */
	uidsAlone: string[];
}

/** Whether an event concerns only this person. */
export function isTheirs(row: InboxRow, event: BookingEvent | null, person: Person): boolean {
	const uid = row.external_id ?? '';
	if (person.wholeUids.includes(uid)) return true;
	if (!event?.booking) return false;
	const people = peopleOf(event);
	const named = people.length > 0 && people.every((one) => personKey(one) === person.key);
	// The event of a meeting that ended names only the first of all participants.
	return named && (event.booking.scope !== 'everyone' || person.aloneUids.includes(uid));
}

/** The event of a row; null if its body is gone, unreadable or not about a booking. */
export function bookingEventOf(row: InboxRow): BookingEvent | null {
	const read = parseRow(row);
	return read.ok && read.event.booking ? read.event : null;
}

/**
 * Empties a person's events, and removes the person from events that are also about others.
 *
 * @throws {MtlError} `busy` while one of them is being worked on, because it would write the person
 * again
 */
export async function eraseEvents(
	trx: Trx,
	ids: readonly number[],
	person: Person,
	matcher: PersonMatcher,
	now: Date,
): Promise<ErasedEvents> {
	const isThem = (one: Attendee) => personKey(one) === person.key;
	const erased: ErasedEvents = { changed: 0, places: [], uidsAlone: [] };
	for (const row of await lockEvents(trx, ids)) {
		const event = bookingEventOf(row);
		const verdict = judge(row, event, person, matcher);
		const error = row.error_message && matcher.erase(row.error_message);
		if (verdict.keep === 'all' && error === row.error_message) continue;
		if (isRunning(row, now)) throw busy();
		if (verdict.keep === 'nothing') await emptyEvent(trx, row.id);
		else {
			const payload = verdict.keep === 'others' ? verdict.payload : row.payload;
			await rewriteEvent(trx, row.id, { payload, error });
		}
		erased.changed += 1;
		if (verdict.keep === 'all' || !event) continue;
		erased.places.push(...placesIn(event, peopleOf(event).filter(isThem)));
		const isAlone = verdict.keep === 'nothing' && event.booking?.scope === 'booking';
		if (isAlone) erased.uidsAlone.push(event.booking?.uid ?? '');
	}
	return erased;
}

function judge(
	row: InboxRow,
	event: BookingEvent | null,
	person: Person,
	matcher: PersonMatcher,
): Verdict {
	if (isTheirs(row, event, person)) return { keep: 'nothing' };
	const payload = row.payload ?? '';
	// A form or an unreadable body: no one else's booking is based on it.
	if (!event) return { keep: matcher.finds(unescaped(payload)) ? 'nothing' : 'all' };
	const body: unknown = JSON.parse(payload);
	const rest = JSON.stringify(withoutPerson(body, matcher));
	return rest === JSON.stringify(body) ? { keep: 'all' } : { keep: 'others', payload: rest };
}

function isRunning({ status, locked_until, created_at }: InboxRow, now: Date): boolean {
	const until = locked_until ?? new Date(created_at.getTime() + leaseSeconds * 1000);
	const isOpen = status === 'received' || status === 'processing';
	// A job of another application may have written `processed` into an event that still runs.
	return (isOpen || (status === 'processed' && locked_until !== null)) && until > now;
}

function busy(): MtlError {
	return new MtlError(
		'busy',
		'An event of this person is being worked on right now, so nothing was erased.',
		'Try again in a minute; it will not block erasure for more than five minutes.',
	);
}
