import { parseDelivery } from '../../nodes/core/calcom/parse/parseDelivery';
import { foldHistory } from '../../nodes/core/domain/booking/foldHistory';
import { entriesOf, type HistoryEntry } from '../../nodes/core/domain/booking/historyEntry';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { peopleOf, personKey } from '../../nodes/core/domain/person';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import type { LivingAppointment } from './recordedLives';

const arrivedAt = new Date('2027-06-01T00:00:00Z');
const people = new Map<string, string>();

function entriesIn(raw: string): HistoryEntry[] {
	const read = parseDelivery(JSON.parse(raw), defaultParseSettings, arrivedAt);
	// Rendered templates do not name an event.
	if (!read.ok) return [];
	return entriesOfEvent(read.event);
}

/** The entries of an event that no lead and no teacher belongs to. */
export function entriesOfEvent(event: BookingEvent): HistoryEntry[] {
	for (const one of peopleOf(event)) {
		const key = personKey(one);
		if (key) people.set(key, one.email ?? one.phone ?? '');
	}
	return entriesOf(event, { leadIds: new Map(), teacher: null });
}

/** The entries that bodies lead to, in the order of arrival; stored entries are not stored again. */
export function historyOf(bodies: readonly string[]): HistoryEntry[] {
	return stored(bodies.flatMap(entriesIn));
}

/** Entries as they are stored: each once, in the order of arrival. */
export function stored(entries: readonly HistoryEntry[]): HistoryEntry[] {
	const history = new Map<string, HistoryEntry>();
	for (const entry of entries) {
		const key = `${entry.eventKey} ${entry.uid} ${entry.seatKey}`;
		if (!history.has(key)) history.set(key, { ...entry, id: history.size + 1 });
	}
	return [...history.values()];
}

/** The e-mail, or the phone number, of someone in a body that was read, by `personKey`. */
export function addressOf(person: string | null): string | null {
	return people.get(person ?? '') ?? null;
}

/** The appointments that take place, by the rules alone. */
export function livingIn(bodies: readonly string[]): LivingAppointment[] {
	return livingOf(historyOf(bodies));
}

/** The appointments that take place, by a history. */
export function livingOf(history: readonly HistoryEntry[]): LivingAppointment[] {
	return foldHistory(history)
		.filter(({ state }) => state.status !== 'cancelled')
		.map(({ person, state }) => ({
			person: addressOf(person) ?? '?',
			startsAt: state.startsAt ?? '?',
			uid: state.uid,
			noShow: state.status === 'no_show',
		}));
}
