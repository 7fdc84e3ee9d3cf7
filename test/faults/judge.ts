import type { ExpectedBooking } from './expectedBookings';
import type { Tables } from './tables';

/** What is wrong with the tables, each count with sentences that say what was seen. */
export interface Verdict {
	/** Acknowledged deliveries that are not in the inbox, or not processed. */
	lost: number;
	/** Surplus rows: leads of one address, rows of one booking, lines of one event. */
	doubled: number;
	/** Events of which only a part was written, and bookings that are not what their events say. */
	halfWritten: number;
	seen: string[];
}

class Count implements Verdict {
	lost = 0;
	doubled = 0;
	halfWritten = 0;
	seen: string[] = [];

	add(kind: 'lost' | 'doubled' | 'halfWritten', sentence: string, count = 1): void {
		if (count <= 0) return;
		this[kind] += count;
		this.seen.push(`${kind}: ${sentence}`);
	}
}

/**
 * Judges what a fault left, before anyone sends anything again.
 *
 * @param acknowledged dedupe keys of the deliveries that were answered 2xx
 */
export function judge(
	tables: Tables,
	expected: readonly ExpectedBooking[],
	acknowledged: ReadonlySet<string>,
): Verdict {
	const count = new Count();
	for (const key of acknowledged) {
		const status = tables.inbox.get(key) ?? 'missing';
		if (status !== 'processed') count.add('lost', `event ${key.slice(0, 8)} is ${status}`);
	}
	for (const booking of expected) judgeEvents(count, tables, booking);
	judgeLeads(count, tables, expected);
	return count;
}

/** Judges the end, when every delivery was acknowledged: each booking is exactly what is expected. */
export function judgeEnd(tables: Tables, expected: readonly ExpectedBooking[]): Verdict {
	const keys = expected.flatMap(({ deliveries }) => deliveries.map(({ event }) => event.event.key));
	const count = judge(tables, expected, new Set(keys)) as Count;
	for (const { uids, status, startsAt, email } of expected) {
		const [booking, ...more] = bookingsOf(tables, uids);
		count.add('doubled', `${uids[0]} has ${more.length + 1} bookings`, more.length);
		const exact = { uid: uids[1], status, startsAt, email };
		const { id: _, ...found } = booking ?? { id: 0 };
		if (JSON.stringify(found) !== JSON.stringify(exact))
			count.add('halfWritten', `${uids[0]} is ${JSON.stringify(found)}`);
	}
	return count;
}

/** An event is written whole or not at all. */
function judgeEvents(count: Count, tables: Tables, booking: ExpectedBooking): void {
	for (const { event } of booking.deliveries) {
		const { key } = event.event;
		const lines = tables.lines.get(key) ?? 0;
		const facts = tables.facts.get(key) ?? 0;
		const wanted = tables.inbox.get(key) === 'processed' ? 1 : 0;
		const name = `${event.event.type} of ${booking.uids[0]}`;
		count.add('doubled', `${name} left ${lines} lines, ${facts} facts`, Math.max(lines, facts) - 1);
		if (lines < wanted || facts < wanted || (wanted === 0 && lines > 0))
			count.add('halfWritten', `${name} left ${lines} lines, ${facts} facts`);
	}
	for (const { id, email } of bookingsOf(tables, booking.uids))
		if (email !== booking.email) count.add('halfWritten', `booking ${id} has the lead ${email}`);
}

function judgeLeads(count: Count, tables: Tables, expected: readonly ExpectedBooking[]): void {
	for (const email of new Set(expected.map((booking) => booking.email))) {
		const leads = tables.leads.get(email) ?? 0;
		count.add('doubled', `${email} is ${leads} leads`, leads - 1);
	}
}

function bookingsOf({ bookings, references }: Tables, uids: readonly string[]) {
	const ids = new Set(uids.flatMap((uid) => references.get(uid) ?? []));
	return bookings.filter(({ id }) => ids.has(id));
}
