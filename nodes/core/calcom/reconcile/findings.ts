import { createHash } from 'node:crypto';

import { entriesOf, type HistoryEntry } from '../../domain/booking/historyEntry';
import type { BookingEvent } from '../../domain/event';
import type { ParseSettings } from '../../domain/parseSettings';
import type { ApiBooking } from '../api/booking';
import { parseDelivery } from '../parse/parseDelivery';
import { differences, type FindingKind, type ReadContext } from './differences';
import { type Told, toldAt } from './told';

/** An event that Cal.com's API shows and no delivery told of. */
export interface FoundEvent {
	kind: FindingKind;
	event: BookingEvent;
	body: Record<string, unknown>;
}

/** What one row of the API adds to what was told. */
export interface Found {
	found: FoundEvent[];
	/** Why the rest can't be settled, in a sentence without personal data; null if all can. */
	unresolved: string | null;
}

/** Made, ended and marked: a missing booking needs three rounds at most. */
const maxRounds = 5;

/**
 * The events that bring what was told in line with a row of Cal.com's API, in causal order. They are
 * tried out on the history: what would not settle the difference is not recorded but reported, so
 * that reading again finds nothing.
 */
export function findingsFor(
	row: ApiBooking,
	told: Told,
	context: ReadContext,
	parse: ParseSettings,
): Found {
	const found: FoundEvent[] = [];
	const tried = new Set<string>();
	let { history } = told;
	for (let round = 0; round < maxRounds; round++) {
		const { findings, unresolved } = differences(
			row,
			toldAt(row.uid, { ...told, history }),
			context,
		);
		if (findings.length === 0) return { found, unresolved };
		for (const { kind, body } of findings) {
			const text = JSON.stringify(body);
			const event = tried.has(text) ? null : eventOf(body, told, context, parse);
			if (!event) return { found: [], unresolved: unsettled(kind) };
			tried.add(text);
			found.push({ kind, event, body });
			history = [...history, ...triedEntries(event)];
		}
	}
	return { found: [], unresolved: unsettled(found.at(-1)?.kind ?? 'missing') };
}

const unsettled = (kind: FindingKind) =>
	`Cal.com's answer (${kind}) can't be brought in line with what it delivered.`;

function triedEntries(event: BookingEvent): HistoryEntry[] {
	const email = event.organizer?.email;
	return entriesOf(event, { leadIds: new Map(), teacher: email ? { email, id: null } : null });
}

/**
 * A delivery that arrives late is the same event as what was found missing. What was told before, and
 * is true again, is another event.
 */
function eventOf(
	body: Record<string, unknown>,
	{ history }: Told,
	{ readAt }: ReadContext,
	parse: ParseSettings,
): BookingEvent | null {
	const read = parseDelivery(body, parse, readAt);
	if (!read.ok) return null;
	const { event } = read;
	const keys = history.map(({ eventKey }) => eventKey);
	if (!keys.includes(event.event.key)) return event;
	const key = createHash('sha256')
		.update([event.event.key, ...keys.sort()].join(' '))
		.digest('hex');
	return { ...event, event: { ...event.event, key } };
}
