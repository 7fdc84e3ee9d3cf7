import type { ActualTable } from './describe';
import { type OwnView, reportViews } from './reportViews';

export const viewName = 'upcoming_level_checks';

/** The guide's view, in UTC like the stored times; without rows that an application deleted softly. */
const upcoming: OwnView = {
	name: viewName,
	mark: /attendee_name[\s\S]*days_until/,
	sql(softlyDeleted) {
		const living = [
			['bookings', 'b'],
			['leads', 'l'],
		]
			.filter(([table = '']) => softlyDeleted.has(table))
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
	},
};

/** Every view of the package, in the order in which they can be made. */
export const ownViews: readonly OwnView[] = [upcoming, ...reportViews];

/** The query of a view in this database. */
export function viewSql({ sql }: OwnView, tables: ReadonlyMap<string, ActualTable>): string {
	return sql(new Set(['bookings', 'leads'].filter((name) => isSoftlyDeleted(tables.get(name)))));
}

/** Whether an application marks rows of the table as deleted instead of deleting them. */
export function isSoftlyDeleted(table: ActualTable | undefined): boolean {
	return table?.columns.some(({ name }) => name === 'deleted_at') ?? false;
}
