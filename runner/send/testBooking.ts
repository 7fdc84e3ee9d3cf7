import { DateTime } from 'luxon';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { deliver } from './deliver';
import { RunnerError } from '../runnerError';
import { guideBody } from './samples';
import { newUid } from './sentBookings';

/**
 * Sends one signed test booking and reads from the database what came of it. Returns lines for the
 * screen. Throws RunnerError when it was not processed or left no rows.
 */
export async function sendTestBooking(
	webhookUrl: string,
	secret: string,
	databaseUrl: string,
): Promise<string[]> {
	const now = DateTime.utc();
	const startsAt = now.plus({ days: 1 }).set({ hour: 10, minute: 0, second: 0, millisecond: 0 });
	const uid = newUid();
	const answer = await deliver(webhookUrl, JSON.stringify(guideBody(uid, startsAt, now)), secret);
	if (answer.status < 200 || answer.status > 299) {
		throw new RunnerError(
			`The test booking was answered ${answer.status} ${answer.text.slice(0, 300)}`,
		);
	}
	const row = await readBooking(databaseUrl, uid);
	if (row === undefined) {
		throw new RunnerError(`The test booking was answered ${answer.text}, but left no rows.`);
	}
	return [
		`Test booking sent and answered ${answer.status} ${answer.text.slice(0, 100)}; it became`,
		`  lead      ${row.first_name} ${row.last_name} <${row.email}>`,
		`  booking   ${row.scheduled_at} UTC, ${row.status}`,
		`  timeline  ${row.subject}`,
	];
}

async function readBooking(databaseUrl: string, uid: string): Promise<RowDataPacket | undefined> {
	const connection = await createConnection({ uri: databaseUrl, dateStrings: true });
	try {
		const [rows] = await connection.query<RowDataPacket[]>(
			`SELECT l.first_name, l.last_name, l.email, b.status, a.subject,
				DATE_FORMAT(b.scheduled_at, '%Y-%m-%d %H:%i') AS scheduled_at
			FROM bookings b
			JOIN leads l ON l.id = b.lead_id
			LEFT JOIN activities a ON a.lead_id = l.id
			WHERE b.external_booking_id = ? ORDER BY a.id DESC LIMIT 1`,
			[uid],
		);
		return rows[0];
	} finally {
		await connection.end();
	}
}
