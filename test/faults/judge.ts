import type { Life } from './lives';
import type { Tables } from './tables';

/** What is wrong with the tables, each count with sentences that say what was seen. */
export interface Verdict {
	/** Acknowledged deliveries that are not in the inbox, or not processed. */
	lost: number;
	/** Rows that stand there more than once: leads of one address, bookings of one life, lines of one event. */
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
	lives: readonly Life[],
	acknowledged: ReadonlySet<string>,
): Verdict {
	const count = new Count();
	for (const key of acknowledged) {
		const status = tables.inbox.get(key) ?? 'missing';
		if (status !== 'processed') count.add('lost', `event ${key.slice(0, 8)} is ${status}`);
	}
	for (const life of lives) judgeEvents(count, tables, life);
	judgeLeads(count, tables, lives);
	return count;
}

/** Judges the end, when every delivery was acknowledged: each booking is exactly what its life says. */
export function judgeEnd(tables: Tables, lives: readonly Life[]): Verdict {
	const keys = lives.flatMap(({ deliveries }) => deliveries.map(({ event }) => event.event.key));
	const count = judge(tables, lives, new Set(keys)) as Count;
	for (const life of lives) {
		const [booking, ...more] = bookingsOf(tables, life);
		count.add('doubled', `${life.uids[0]} has ${more.length + 1} bookings`, more.length);
		const { uids, status, startsAt, email } = life;
		const exact = { uid: uids[1], status, startsAt, email };
		const { id: _, ...found } = booking ?? { id: 0 };
		if (JSON.stringify(found) !== JSON.stringify(exact))
			count.add('halfWritten', `${uids[0]} is ${JSON.stringify(found)}`);
	}
	return count;
}

/** An event is written whole or not at all. */
function judgeEvents(count: Count, tables: Tables, life: Life): void {
	for (const { event } of life.deliveries) {
		const { key } = event.event;
		const lines = tables.lines.get(key) ?? 0;
		const facts = tables.facts.get(key) ?? 0;
		const wanted = tables.inbox.get(key) === 'processed' ? 1 : 0;
		const name = `${event.event.type} of ${life.uids[0]}`;
		count.add('doubled', `${name} left ${lines} lines, ${facts} facts`, Math.max(lines, facts) - 1);
		if (lines < wanted || facts < wanted || (wanted === 0 && lines > 0))
			count.add('halfWritten', `${name} left ${lines} lines, ${facts} facts`);
	}
	for (const { id, email } of bookingsOf(tables, life))
		if (email !== life.email) count.add('halfWritten', `booking ${id} has the lead ${email}`);
}

function judgeLeads(count: Count, tables: Tables, lives: readonly Life[]): void {
	for (const email of new Set(lives.map((life) => life.email))) {
		const leads = tables.leads.get(email) ?? 0;
		count.add('doubled', `${email} is ${leads} leads`, leads - 1);
	}
}

function bookingsOf({ bookings, references }: Tables, { uids }: Life) {
	const ids = new Set(uids.flatMap((uid) => references.get(uid) ?? []));
	return bookings.filter(({ id }) => ids.has(id));
}
