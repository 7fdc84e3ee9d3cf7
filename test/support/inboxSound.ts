type Query = (sql: string) => Promise<Array<Record<string, unknown>>>;

/**
 * What must hold for every inbox once all deliveries are processed and nothing was broken on
 * purpose.
 * @param afterId checks only newer rows
 * @returns a line for each wrong row
 */
export async function unsoundEvents(query: Query, afterId = 0): Promise<string[]> {
	const rows =
		await query(`SELECT id, status, event_type, attempts, next_attempt_at, LEFT(error_message, 200) AS reason
		FROM webhook_events
		WHERE id > ${afterId} AND (status NOT IN ('processed', 'ignored', 'failed')
			OR (status = 'failed' AND COALESCE(error_message, '') = '')
			OR (status <> 'failed' AND next_attempt_at IS NOT NULL)
			OR (status = 'processed' AND error_message IS NOT NULL)
			OR (status = 'failed' AND (next_attempt_at IS NOT NULL OR attempts > 0)))`);
	return rows.map((row) => JSON.stringify(row));
}

/** Bookings without a person, lines and references without a target, and half-written bookings. */
export async function unsoundBookings(query: Query): Promise<string[]> {
	const rows = await query(`
		SELECT 'activity' AS what, a.id FROM activities a LEFT JOIN leads l ON l.id = a.lead_id WHERE l.id IS NULL
		UNION ALL
		SELECT 'activity of no booking', a.id FROM activities a LEFT JOIN bookings b ON b.id = a.booking_id
			WHERE a.booking_id IS NOT NULL AND b.id IS NULL
		UNION ALL
		SELECT 'reference', r.booking_id FROM booking_references r LEFT JOIN bookings b ON b.id = r.booking_id
			WHERE r.booking_id IS NOT NULL AND b.id IS NULL
		UNION ALL
		SELECT 'history', h.id FROM booking_history h LEFT JOIN booking_references r
			ON r.provider = h.provider AND r.uid = h.uid WHERE r.id IS NULL
		UNION ALL
		SELECT 'booking of no lead', b.id FROM bookings b LEFT JOIN leads l ON l.id = b.lead_id
			WHERE b.lead_id IS NOT NULL AND l.id IS NULL`);
	return rows.map((row) => JSON.stringify(row));
}
