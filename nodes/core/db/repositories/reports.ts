import { sql } from 'kysely';

import type { Db } from '../connection';
import { conversionSums, type Outcome, outcomeNames, sums } from '../migration/reportViews';
import { dayOf } from './bookings';

/** Days (yyyy-MM-dd), the first included and the last not. */
export interface Days {
	from: string;
	to: string;
}

/** The numbers of a group of bookings. */
export type Sums = Record<Outcome, number> & {
	booked: number;
	/** 0 to 1; null where too few checks say nothing. */
	no_show_rate: number | null;
	/** Days from booking to check, on average; null if it is not known for any. */
	days_ahead: number | null;
};

type SumsRow = Record<keyof Sums, number | string | null>;

/** The numbers of the bookings that start on these days, as the views define them. */
export async function sumBookings(db: Db, { from, to }: Days): Promise<Sums> {
	const { rows } = await sql<SumsRow>`SELECT ${sql.raw(sums)} FROM report_bookings
		WHERE starts_on >= ${from} AND starts_on < ${to}`.execute(db);
	const row = rows[0] ?? ({} as SumsRow);
	// Averages and rates are DECIMAL, which arrives as text; the sums of nothing are NULL.
	const number = (value: unknown) => (value === null ? null : Number(value));
	const counts = ['booked', ...outcomeNames] as const;
	return {
		...(Object.fromEntries(counts.map((one) => [one, Number(row[one] ?? 0)])) as Sums),
		no_show_rate: number(row.no_show_rate),
		days_ahead: number(row.days_ahead),
	};
}

/** Bookings of the same week, teacher, type and source. */
export type Counted = Record<Outcome | 'booked', number> & {
	/** Its Monday. */
	week: string;
	teacher_id: number | null;
	teacher: string | null;
	booking_type: string | null;
	source: string | null;
	/** Bookings of which it is known how many days ahead they were made, and the sum of these days. */
	days_known: number;
	days_sum: number;
};

/** The bookings that start on these days, counted in one pass, to be added up by any of these. */
export async function countBookings(db: Db, { from, to }: Days): Promise<Counted[]> {
	const outcomes = outcomeNames.map((name) => `CAST(SUM(${name}) AS SIGNED) AS ${name}`);
	const { rows } = await sql<Omit<Counted, 'week'> & { week: Date }>`SELECT
			week, teacher_id, teacher, booking_type, source, COUNT(*) AS booked, ${sql.raw(outcomes.join(', '))},
			COUNT(days_ahead) AS days_known, CAST(COALESCE(SUM(days_ahead), 0) AS SIGNED) AS days_sum
		FROM report_bookings WHERE starts_on >= ${from} AND starts_on < ${to}
		GROUP BY week, teacher_id, teacher, booking_type, source ORDER BY NULL`.execute(db);
	return rows.map((row) => ({ ...row, week: dayOf(row.week) ?? '' }));
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
	}>`SELECT cohort_week, ${sql.raw(conversionSums)} FROM report_first_bookings
		WHERE booked_on >= ${from} AND booked_on < ${to}
		GROUP BY cohort_week ORDER BY cohort_week`.execute(db);
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

/** Newest first. */
export async function listMissed(
	db: Db,
	{ from, to }: Days,
	limit: number,
): Promise<MissedPerson[]> {
	const { rows } = await sql<MissedPerson>`SELECT booking_id, lead_id, attendee_name, email, phone,
			booking_type, teacher, scheduled_at
		FROM report_no_shows WHERE starts_on >= ${from} AND starts_on < ${to}
		ORDER BY scheduled_at DESC, booking_id DESC LIMIT ${sql.lit(limit)}`.execute(db);
	return rows;
}
