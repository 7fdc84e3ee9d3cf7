import { parseDelivery } from '../../nodes/core/calcom/parse/parseDelivery';
import { foldHistory } from '../../nodes/core/domain/booking/foldHistory';
import { entriesOf, type HistoryEntry } from '../../nodes/core/domain/booking/historyEntry';
import { peopleOf, personKey } from '../../nodes/core/domain/person';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import type { LivingAppointment } from './recordedLives';

const arrivedAt = new Date('2027-06-01T00:00:00Z');
const people = new Map<string, string>();

function entriesIn(raw: string): HistoryEntry[] {
	const read = parseDelivery(JSON.parse(raw), defaultParseSettings, arrivedAt);
	// Rendered templates do not name an event.
	if (!read.ok) return [];
	for (const one of peopleOf(read.event)) {
		const key = personKey(one);
		if (key) people.set(key, one.email ?? one.phone ?? '');
	}
	return entriesOf(read.event, { leadIds: new Map(), teacher: null });
}

/** The appointments that take place, by the rules alone; stored entries are not stored again. */
export function livingIn(bodies: readonly string[]): LivingAppointment[] {
	const history = new Map<string, HistoryEntry>();
	for (const entry of bodies.flatMap(entriesIn)) {
		const key = `${entry.eventKey} ${entry.uid} ${entry.seatKey}`;
		if (!history.has(key)) history.set(key, { ...entry, id: history.size + 1 });
	}
	return foldHistory([...history.values()])
		.filter(({ state }) => state.status !== 'cancelled')
		.map(({ person, state }) => ({
			person: people.get(person ?? '') ?? '?',
			startsAt: state.startsAt ?? '?',
			noShow: state.status === 'no_show',
		}));
}
