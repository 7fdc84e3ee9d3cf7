type Row = Record<string, unknown>;
type Query = (sql: string) => Promise<Row[]>;

/** Numbers that the server assigns in order of arrival, and the times of assignment. */
const ofArrival = ['id', 'lead_id', 'booking_id', 'created_at', 'updated_at'];
const lead = "CONCAT_WS(' ', l.email, l.phone_identity) AS lead_is";
const booking = "CONCAT_WS(' ', b.external_booking_id, bl.email) AS booking_is";
const bookings =
	'LEFT JOIN bookings b ON b.id = t.booking_id LEFT JOIN leads bl ON bl.id = b.lead_id';

/**
 * Every row that events create, with all columns; other rows are named by their content, not by
 * their ids.
 */
const rows = {
	leads: 'SELECT * FROM leads',
	bookings: `SELECT t.*, ${lead} FROM bookings t LEFT JOIN leads l ON l.id = t.lead_id`,
	// The lock row of a series exists if, when an event arrived, it might have been part of the
	// series.
	references: `SELECT t.*, ${booking} FROM booking_references t ${bookings} WHERE t.uid NOT LIKE 'series:%'`,
	history: 'SELECT * FROM booking_history',
	timeline: `SELECT t.*, ${lead}, ${booking} FROM activities t JOIN leads l ON l.id = t.lead_id ${bookings}`,
} as const;

/** The final rows, regardless of the order of arrival; sorted for comparison. */
export async function outcome(query: Query): Promise<Record<keyof typeof rows, Row[]>> {
	const found = await Promise.all(
		Object.entries(rows).map(async ([name, sql]) => {
			const comparable = (await query(sql)).map(withoutArrival);
			return [name, comparable.sort((a, b) => (text(a) < text(b) ? -1 : 1))];
		}),
	);
	return Object.fromEntries(found) as Record<keyof typeof rows, Row[]>;
}

const text = (row: Row) => JSON.stringify(row);

function withoutArrival(row: Row): Row {
	const kept = Object.fromEntries(
		Object.entries(row).filter(([column]) => !ofArrival.includes(column)),
	);
	// A line says that it arrived late.
	if (typeof kept['body'] === 'string')
		kept['body'] = kept['body'].replace(/\n?Arrived late:.*$/, '');
	if (typeof kept['details'] !== 'string') return kept;
	// Depends on whether the lead was known at the time; the booking uses its whole history.
	return { ...kept, details: kept['details'].replace(/"leadId":(?:\d+|null)/g, '') };
}
