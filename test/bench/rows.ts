import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { BenchError } from './benchError';
import type { Delivery } from './bookings';
import type { Subject } from './subjects';

const tables = ['webhook_events', 'leads', 'bookings', 'activities'] as const;

/** An answer may come before the work is done. */
const doneWithinMs = 60_000;

/**
 * Throws BenchError unless the subject's database holds exactly `sent` inbox rows, leads, bookings
 * and activities, and as many finished inbox rows lead to a booking with its lead and activity; at
 * the latest after a minute if it answers before it works.
 */
export async function requireRows(
	adminUrl: string,
	{ name, database, status }: Subject,
	sent: number,
): Promise<void> {
	if (database === undefined) return;
	const connection = await createConnection({ uri: adminUrl, database });
	const deadline = Date.now() + (status === 202 ? doneWithinMs : 0);
	try {
		for (;;) {
			const counts = await countRows(connection);
			if (counts.every((found) => found === sent)) return;
			if (Date.now() < deadline) continue;
			const found = [...tables, 'complete'].map((what, index) => `${what} ${counts[index]}`);
			throw new BenchError(
				`The workflow "${name}" answered ${sent} bookings, but left ${found.join(', ')}.`,
			);
		}
	} finally {
		await connection.end();
	}
}

async function countRows(connection: Connection): Promise<number[]> {
	const counts = [];
	for (const sql of [...tables.map((table) => `SELECT COUNT(*) AS found FROM ${table}`), whole]) {
		const [rows] = await connection.query<RowDataPacket[]>(sql);
		counts.push(Number(rows[0]?.['found']));
	}
	return counts;
}

const whole = `SELECT COUNT(*) AS found
	FROM webhook_events e
	JOIN bookings b ON b.external_booking_id = e.external_id
	JOIN leads l ON l.id = b.lead_id
	JOIN activities a ON a.booking_id = b.id AND a.lead_id = l.id
	WHERE e.status = 'processed' AND e.processed_at IS NOT NULL AND b.status = 'scheduled'
		AND b.scheduled_at IS NOT NULL AND l.first_name <> '' AND a.subject <> ''`;

/** Waits until the event of this booking is processed; at the latest a minute. */
export async function untilProcessed(connection: Connection, { uid }: Delivery): Promise<void> {
	const deadline = Date.now() + doneWithinMs;
	const sql = "SELECT 1 FROM webhook_events WHERE external_id = ? AND status = 'processed'";
	for (;;) {
		const [rows] = await connection.query<RowDataPacket[]>(sql, [uid]);
		if (rows.length > 0) return;
		if (Date.now() > deadline) throw new BenchError('A booking was not processed within a minute.');
		await wait(10);
	}
}
