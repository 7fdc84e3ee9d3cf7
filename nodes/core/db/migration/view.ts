import type { ActualTable } from './describe';

export const viewName = 'upcoming_level_checks';

/** The guide's view, in UTC like the stored times; without rows that an application deleted softly. */
export function viewSql(tables: ReadonlyMap<string, ActualTable>): string {
	const living = [
		['bookings', 'b'],
		['leads', 'l'],
	]
		.filter(([table = '']) => isSoftlyDeleted(tables.get(table)))
		.map(([, alias]) => `\n  AND ${alias}.deleted_at IS NULL`);
	return `SELECT
  b.id AS booking_id,
  b.scheduled_at,
  b.status,
  l.id AS lead_id,
  CONCAT_WS(' ', l.first_name, l.last_name) AS attendee_name,
  l.email,
  l.phone,
  b.assigned_teacher_id,
  u.name AS assigned_teacher,
  DATEDIFF(b.scheduled_at, UTC_TIMESTAMP()) AS days_until
FROM bookings b
JOIN leads l ON b.lead_id = l.id
LEFT JOIN users u ON b.assigned_teacher_id = u.id
WHERE b.booking_type = 'level_check'
  AND b.status = 'scheduled'
  AND b.scheduled_at >= UTC_TIMESTAMP()${living.join('')}
ORDER BY b.scheduled_at ASC`;
}

/** Whether an application marks rows of the table as deleted instead of deleting them. */
export function isSoftlyDeleted(table: ActualTable | undefined): boolean {
	return table?.columns.some(({ name }) => name === 'deleted_at') ?? false;
}
