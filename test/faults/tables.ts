import type { Judged, Rows } from './stage';

/** The rows of one run, as a stranger to the code reads them: by SQL, as root. */
export interface Tables {
	/** Dedupe key → status. */
	inbox: Map<string, string>;
	/** Dedupe key → lines on the timeline. */
	lines: Map<string, number>;
	/** Dedupe key → facts in the history. */
	facts: Map<string, number>;
	/** E-mail → leads. */
	leads: Map<string, number>;
	/** Uid → booking. */
	references: Map<string, number>;
	bookings: Array<{
		id: number;
		uid: string;
		status: string;
		startsAt: string | null;
		email: string | null;
	}>;
}

/** Reads everything that bears the prefix. */
export async function readTables({ rows }: Judged, prefix: string): Promise<Tables> {
	const like = [`${prefix}%`];
	const inbox = await rows(
		'SELECT dedupe_key AS k, status AS v FROM webhook_events WHERE external_id LIKE ?',
		like,
	);
	const lines = await rows(
		`SELECT a.event_key AS k, COUNT(*) AS v FROM activities a JOIN leads l ON l.id = a.lead_id
			WHERE l.email LIKE ? GROUP BY a.event_key`,
		like,
	);
	const facts = await rows(
		'SELECT event_key AS k, COUNT(*) AS v FROM booking_history WHERE uid LIKE ? GROUP BY event_key',
		like,
	);
	const leads = await rows(
		'SELECT email AS k, COUNT(*) AS v FROM leads WHERE email LIKE ? GROUP BY email',
		like,
	);
	const references = await rows(
		'SELECT uid AS k, booking_id AS v FROM booking_references WHERE uid LIKE ? AND booking_id IS NOT NULL',
		like,
	);
	const bookings = await rows(
		`SELECT b.id, b.external_booking_id, b.status, b.scheduled_at, l.email FROM bookings b
			LEFT JOIN leads l ON l.id = b.lead_id WHERE b.external_booking_id LIKE ?`,
		like,
	);
	return {
		inbox: mapOf(inbox, String),
		lines: mapOf(lines, Number),
		facts: mapOf(facts, Number),
		leads: mapOf(leads, Number),
		references: mapOf(references, Number),
		bookings: bookings.map((row) => ({
			id: Number(row['id']),
			uid: String(row['external_booking_id']),
			status: String(row['status']),
			startsAt: (row['scheduled_at'] as Date | null)?.toISOString() ?? null,
			email: row['email'] as string | null,
		})),
	};
}

function mapOf<T>(rows: Rows, as: (value: unknown) => T): Map<string, T> {
	return new Map(rows.map(({ k, v }) => [String(k), as(v)]));
}
