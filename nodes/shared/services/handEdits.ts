import { createHash } from 'node:crypto';

import { type Fact, type HandEdits, wholeBooking } from '../domain/fact';
import { type BookingState, project } from '../domain/project';
import { type Reference, seatOf } from '../domain/references';
import { stampOf, timeOfStamp } from '../domain/stamp';
import { stateOf } from '../db/repositories/bookings';
import type { BookingRow } from '../db/tables';

type Editable = ReturnType<typeof stateOf>;

/**
 * What stands in the row although no fact says so was set by a person (in Retool, in the Laravel app), or was
 * there before us. It becomes a fact of its own, as of the row's last change, so that it survives every older
 * event. Null when row and facts agree.
 */
export function handEditsOf(
	row: BookingRow,
	facts: readonly Fact[],
	references: readonly Reference[],
): Fact | null {
	const edits = differences(stateOf(row), project(facts, seatOf(references)));
	if (Object.keys(edits).length === 0) return null;
	return handFact(row.id, references[0], edits, changedAt(row, facts));
}

/**
 * Whoever changed the row saw what all these facts had made of it, so it was after them, whatever the row says:
 * other applications store whole seconds or no time at all, and clocks differ.
 */
function changedAt(row: BookingRow, facts: readonly Fact[]): Date {
	const noted = (row.updated_at as Date | null) ?? (row.created_at as Date | null);
	const seen = facts.map(({ stamp, edits }) => Date.parse(timeOfStamp(stamp)) + (edits ? 1 : 0));
	return new Date(Math.max(Math.min(noted?.getTime() ?? 0, Date.now()), ...seen));
}

/** A change that a person makes now. */
export function handFact(
	bookingId: number,
	reference: Omit<Reference, 'bookingId'> | undefined,
	edits: HandEdits,
	at: Date,
): Fact {
	const eventKey = createHash('sha256')
		.update(JSON.stringify(['by_hand', bookingId, at.toISOString(), edits]))
		.digest('hex');
	return {
		stamp: stampOf(at.toISOString(), 'by_hand', eventKey),
		eventKey,
		kind: 'by_hand',
		uid: reference?.uid ?? referenceByHand(bookingId),
		address: reference?.seatKey ?? wholeBooking,
		person: null,
		leadId: null,
		news: null,
		noShow: null,
		edits,
	};
}

/** The uid that stands for a booking which Cal.com doesn't know. */
export function referenceByHand(bookingId: number): string {
	return `booking:${bookingId}`;
}

function differences(row: Editable, said: BookingState): HandEdits {
	const keys = Object.keys(row) as Array<keyof Editable>;
	return Object.fromEntries(
		keys.filter((key) => !same(key, row[key], said[key])).map((key) => [key, row[key]]),
	);
}

/** Other applications store whole seconds, and empty texts for nothing. */
function same(key: keyof Editable, a: string | number | null, b: string | number | null): boolean {
	if (!a || !b) return !a && !b;
	return key === 'startsAt' || key === 'endsAt'
		? String(a).slice(0, 19) === String(b).slice(0, 19)
		: a === b;
}
