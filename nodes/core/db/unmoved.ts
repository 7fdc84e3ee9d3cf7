import { type RawBuilder, sql } from 'kysely';

/**
 * The times of the tables that other applications also use. Such a column may be declared
 * `ON UPDATE CURRENT_TIMESTAMP`, often without intention, and then every update moves it to now,
 * unless the update assigns it.
 */
const times = {
	leads: ['created_at'],
	bookings: ['scheduled_at', 'ends_at', 'last_event_at', 'created_at'],
	activities: ['occurred_at', 'created_at'],
	webhook_events: [
		'occurred_at',
		'next_attempt_at',
		'locked_until',
		'last_seen_at',
		'processed_at',
		'created_at',
	],
} as const;
type Table = keyof typeof times;
type Time<T extends Table> = (typeof times)[T][number];

/** Assignments that keep the times of a row as they are, except those that the caller assigns. */
export function unmoved<T extends Table>(
	table: T,
	...except: Array<Time<T>>
): RawBuilder<unknown>[] {
	const kept = (times[table] as ReadonlyArray<Time<T>>).filter((name) => !except.includes(name));
	return kept.map((name) => sql`${sql.ref(name)} = ${sql.ref(name)}`);
}

/** The same for the query builder; further values in the same object replace these. */
export function unmovedSet<T extends Table>(table: T): Record<Time<T>, RawBuilder<Date>> {
	const kept = times[table].map((name) => [name, sql<Date>`${sql.ref(name)}`]);
	return Object.fromEntries(kept) as Record<Time<T>, RawBuilder<Date>>;
}
