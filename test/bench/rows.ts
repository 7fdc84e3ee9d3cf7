import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { BenchError } from './benchError';
import type { Subject } from './subjects';

const tables = ['webhook_events', 'leads', 'bookings', 'activities'] as const;

/**
 * Throws BenchError unless the subject's database holds exactly `sent` inbox rows, leads, bookings
 * and activities, and as many finished inbox rows lead to a booking with its lead and activity.
 */
export async function requireRows(
	adminUrl: string,
	{ name, database }: Subject,
	sent: number,
): Promise<void> {
	if (database === undefined) return;
	const connection = await createConnection({ uri: adminUrl, database });
	try {
		const counts = await Promise.all(
			[...tables.map((table) => `SELECT COUNT(*) AS found FROM ${table}`), whole].map(
				async (sql) => (await connection.query<RowDataPacket[]>(sql))[0][0]?.['found'] as number,
			),
		);
		if (counts.every((found) => found === sent)) return;
		const found = [...tables, 'complete'].map((what, index) => `${what} ${counts[index]}`);
		throw new BenchError(
			`The workflow "${name}" answered ${sent} bookings, but left ${found.join(', ')}.`,
		);
	} finally {
		await connection.end();
	}
}

const whole = `SELECT COUNT(*) AS found
	FROM webhook_events e
	JOIN bookings b ON b.external_booking_id = e.external_id
	JOIN leads l ON l.id = b.lead_id
	JOIN activities a ON a.booking_id = b.id AND a.lead_id = l.id
	WHERE e.status = 'processed' AND e.processed_at IS NOT NULL AND b.status = 'scheduled'
		AND b.scheduled_at IS NOT NULL AND l.first_name <> '' AND a.subject <> ''`;
