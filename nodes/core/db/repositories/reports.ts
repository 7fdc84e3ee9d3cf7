import { sql } from 'kysely';

import type { Db } from '../connection';
import { bookingCounts, cohortCounts, cohortNumbers, type Outcome } from '../migration/reportViews';
import { dayOf } from './bookings';

/** Days (yyyy-MM-dd), the first included and the last not. */
export interface Days {
	from: string;
	to: string;
}

/** What is counted of a group of bookings. */
export type Counts = Record<Outcome | 'booked', number> & {
	/** Bookings of which it is known how many days ahead they were made, and the sum of these days. */
	days_known: number;
	days_sum: number;
};

/** Bookings of the same week, teacher, type and source. */
export type Counted = Counts & {
	/** Its Monday. */
	week: string;
	teacher_id: number | null;
	booking_type: string | null;
	source: string | null;
};

/** The bookings that start on these days, counted in one pass, to be added up by any of these. */
export async function countBookings(db: Db, { from, to }: Days): Promise<Counted[]> {
	const { rows } = await sql<Omit<Counted, 'week'> & { week: Date }>`SELECT
			week, teacher_id, booking_type, source, ${sql.raw(bookingCounts)}
		FROM report_bookings WHERE starts_on >= ${from} AND starts_on < ${to}
		GROUP BY week, teacher_id, booking_type, source ORDER BY NULL`.execute(db);
	return rows.map((row) => ({ ...row, week: dayOf(row.week) ?? '' }));
}

/** All bookings that start on these days. */
export async function countAll(db: Db, { from, to }: Days): Promise<Counts[]> {
	const { rows } = await sql<Counts>`SELECT ${sql.raw(bookingCounts)}
		FROM report_bookings WHERE starts_on >= ${from} AND starts_on < ${to}`.execute(db);
	// The sums of no rows are NULL.
	return rows.filter(({ booked }) => booked > 0);
}

/** The people whose first booking was made in a week, and how many of them had a check. */
export interface Cohort {
	/** Its Monday. */
	week: string;
	people: number;
	converted: number;
	conversion_rate: number;
	/** Whether all of them have had their days for it. */
	ripe: boolean;
}

export async function listCohorts(db: Db, { from, to }: Days): Promise<Cohort[]> {
	const { rows } = await sql<{
		cohort_week: Date;
		people: number;
		converted: number;
		conversion_rate: string;
		ripe: number;
	}>`SELECT ${sql.raw(cohortNumbers)}
		FROM (SELECT ${sql.raw(cohortCounts)} FROM report_first_bookings
			WHERE booked_on >= ${from} AND booked_on < ${to} GROUP BY cohort_week) AS counted
		ORDER BY cohort_week`.execute(db);
	return rows.map((row) => ({
		week: dayOf(row.cohort_week) ?? '',
		people: row.people,
		converted: row.converted,
		conversion_rate: Number(row.conversion_rate),
		ripe: Boolean(row.ripe),
	}));
}

/** Someone who did not come and has no later booking. */
export interface MissedPerson {
	booking_id: number;
	lead_id: number;
	attendee_name: string;
	email: string | null;
	phone: string | null;
	booking_type: string | null;
	teacher: string | null;
	scheduled_at: Date;
}

/**
 * Newest first. The limits for `scheduled_at`, a day more on each side for every time zone, let the
 * servers read an index from its end until there are enough.
 */
export async function listMissed(
	db: Db,
	{ from, to }: Days,
	limit: number,
): Promise<MissedPerson[]> {
	const { rows } = await sql<MissedPerson>`SELECT booking_id, lead_id, attendee_name, email, phone,
			booking_type, teacher, scheduled_at
		FROM report_no_shows WHERE starts_on >= ${from} AND starts_on < ${to}
			AND scheduled_at >= ${from} - INTERVAL 1 DAY AND scheduled_at < ${to} + INTERVAL 1 DAY
		ORDER BY scheduled_at DESC, booking_id DESC LIMIT ${sql.lit(limit)}`.execute(db);
	return rows;
}
