/** A view that the package makes. */
export interface OwnView {
	name: string;
	/** The query; without rows of these tables that an application deleted softly. */
	sql: (softlyDeleted: ReadonlySet<string>) => string;
	/** Found in the definition of every version of the view, and hardly in any other. */
	mark: RegExp;
}

/** The Monday of a day's week. */
const weekOf = (day: string) => `DATE_SUB(${day}, INTERVAL WEEKDAY(${day}) DAY)`;

/** Rows that count as bookings: with a day, no other booking's, not softly deleted. */
const counts = (alias: string, softlyDeleted: ReadonlySet<string>) =>
	[
		`${alias}.starts_on IS NOT NULL`,
		`(${alias}.cancelled_by IS NULL OR ${alias}.cancelled_by <> 'merged')`,
		...(softlyDeleted.has('bookings') ? [`${alias}.deleted_at IS NULL`] : []),
	].join(' AND ');

/** The outcomes for a booking: exactly one of these is 1. */
export const outcomes = {
	held: "b.status = 'completed'",
	no_show: "b.status = 'no_show'",
	cancelled_by_guest: "b.status = 'cancelled' AND b.cancelled_by = 'guest'",
	cancelled_by_host:
		"b.status = 'cancelled' AND b.cancelled_by = 'host' AND NOT COALESCE(b.cancelled_at >= b.scheduled_at, FALSE)",
	not_held:
		"b.status = 'cancelled' AND b.cancelled_by = 'host' AND b.cancelled_at >= b.scheduled_at",
	cancelled_unknown: "b.status = 'cancelled' AND b.cancelled_by IS NULL",
	still_open: "b.status NOT IN ('completed', 'no_show', 'cancelled')",
} as const;
export type Outcome = keyof typeof outcomes;
export const outcomeNames = Object.keys(outcomes) as Outcome[];

/** From how many checks on a rate says something. */
export const leastForRate = 5;
/** A first booking counts as converted if a check is held within so many days. */
export const conversionDays = 28;

/**
 * The basis of all other views, one row for each booking with a day. Flags are numbers: servers
 * refuse to compare texts made in a view with those of some other connections.
 */
const bookings: OwnView = {
	name: 'report_bookings',
	mark: /cancelled_unknown/,
	sql: (softlyDeleted) => `SELECT
  b.id AS booking_id,
  b.lead_id,
  b.booking_type,
  l.source_detail AS source,
  b.assigned_teacher_id AS teacher_id,
  u.name AS teacher,
  b.scheduled_at,
  b.status,
  b.starts_on,
  ${weekOf('b.starts_on')} AS week,
  b.booked_on,
  DATEDIFF(b.starts_on, b.booked_on) AS days_ahead,
${outcomeNames.map((name) => `  CASE WHEN ${outcomes[name]} THEN 1 ELSE 0 END AS ${name}`).join(',\n')}
FROM bookings b
LEFT JOIN leads l ON l.id = b.lead_id
LEFT JOIN users u ON u.id = b.assigned_teacher_id
WHERE ${counts('b', softlyDeleted)}${softlyDeleted.has('leads') ? ' AND l.deleted_at IS NULL' : ''}`,
};

/** What is counted of a group of bookings. Each flag is read once: there are many rows. */
export const bookingCounts = [
	'COUNT(*) AS booked',
	...outcomeNames.map((name) => `CAST(SUM(${name}) AS SIGNED) AS ${name}`),
	'COUNT(days_ahead) AS days_known',
	'CAST(COALESCE(SUM(days_ahead), 0) AS SIGNED) AS days_sum',
].join(',\n    ');

/** The numbers of a group, from `bookingCounts`. */
const bookingNumbers = [
	'booked',
	...outcomeNames,
	`CASE WHEN held + no_show >= ${leastForRate} THEN ROUND(no_show / (held + no_show), 4) END AS no_show_rate`,
	'CASE WHEN days_known > 0 THEN ROUND(days_sum / days_known, 1) END AS days_ahead',
].join(',\n  ');

/** The numbers of each week, by something else. */
const weekly = (name: string, by: readonly string[]): OwnView => ({
	name,
	mark: /no_show_rate/,
	sql: () => `SELECT
  ${['week', ...by].join(',\n  ')},
  ${bookingNumbers}
FROM (
  SELECT
    ${['week', ...by].join(',\n    ')},
    ${bookingCounts}
  FROM report_bookings
  GROUP BY ${['week', ...by].join(', ')}
) AS counted`,
});

/**
 * The first booking of each person. It reads the tables, where indexes hold all that it needs. The
 * join finds no earlier booking; MariaDB takes twice as long for NOT EXISTS.
 */
const firstBookings: OwnView = {
	name: 'report_first_bookings',
	mark: /cohort_week/,
	sql: (softlyDeleted) => `SELECT
  b.lead_id,
  b.id AS booking_id,
  b.booked_on,
  ${weekOf('b.booked_on')} AS cohort_week,
  CASE WHEN EXISTS (
    SELECT 1 FROM bookings h
    WHERE h.lead_id = b.lead_id AND h.status = 'completed'
      AND h.starts_on <= DATE_ADD(b.booked_on, INTERVAL ${conversionDays} DAY)
      AND ${counts('h', softlyDeleted)}
  ) THEN 1 ELSE 0 END AS converted
FROM bookings b
LEFT JOIN bookings e ON e.lead_id = b.lead_id
  AND (e.booked_on < b.booked_on OR e.booked_on = b.booked_on AND e.id < b.id)
  AND ${counts('e', softlyDeleted)}
WHERE b.lead_id IS NOT NULL AND b.booked_on IS NOT NULL AND e.id IS NULL
  AND ${counts('b', softlyDeleted)}${softlyDeleted.has('leads') ? '\n  AND NOT EXISTS (SELECT 1 FROM leads d WHERE d.id = b.lead_id AND d.deleted_at IS NOT NULL)' : ''}`,
};

/** What is counted of the first bookings of a week. */
export const cohortCounts =
	'cohort_week, COUNT(*) AS people, CAST(SUM(converted) AS SIGNED) AS converted';

/** The numbers of a cohort week, from `cohortCounts`. It is ripe once all of its people had their days. */
export const cohortNumbers = `cohort_week,
  people,
  converted,
  ROUND(converted / people, 4) AS conversion_rate,
  CASE WHEN DATEDIFF(UTC_DATE(), cohort_week) > ${6 + conversionDays} THEN 1 ELSE 0 END AS ripe`;

const conversion: OwnView = {
	name: 'report_conversion',
	mark: /conversion_rate/,
	sql: () => `SELECT
  ${cohortNumbers}
FROM (
  SELECT ${cohortCounts}
  FROM report_first_bookings
  GROUP BY cohort_week
) AS counted`,
};

/** Whom to win back: people who did not come and have no later booking. */
const noShows: OwnView = {
	name: 'report_no_shows',
	mark: /attendee_name/,
	sql: () => `SELECT
  n.booking_id,
  n.lead_id,
  CONCAT_WS(' ', l.first_name, l.last_name) AS attendee_name,
  l.email,
  l.phone,
  n.booking_type,
  n.teacher,
  n.scheduled_at,
  n.starts_on
FROM report_bookings n
JOIN leads l ON l.id = n.lead_id
WHERE n.status = 'no_show'
  AND (l.email IS NOT NULL OR l.phone IS NOT NULL)
  AND NOT EXISTS (
    SELECT 1 FROM report_bookings o
    WHERE o.lead_id = n.lead_id AND o.scheduled_at > n.scheduled_at AND o.status <> 'cancelled'
  )`,
};

/** In the order in which they can be made. */
export const reportViews: readonly OwnView[] = [
	bookings,
	weekly('report_weeks', []),
	weekly('report_teachers', ['teacher_id', 'teacher']),
	weekly('report_types', ['booking_type']),
	weekly('report_sources', ['source']),
	firstBookings,
	conversion,
	noShows,
];
