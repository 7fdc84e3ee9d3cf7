import { DateTime } from 'luxon';

import { MtlError } from '../../domain/errors';
import type { Db } from '../../db/connection';
import { installationOf } from '../../db/installation';
import {
	type Cohort,
	type Days,
	listCohorts,
	listMissed,
	type MissedPerson,
	countAll,
	countBookings,
} from '../../db/repositories/reports';
import { namesOfUsers } from '../../db/repositories/users';
import { attempt } from '../../db/transaction';
import { addUp, nothing, type Summed, type Sums, sumsOf } from './addUp';

export type { Cohort, Days, MissedPerson } from '../../db/repositories/reports';
export type { Summed, Sums } from './addUp';
export { type Outcome, outcomeNames } from '../../db/migration/reportViews';

/** More weeks are not shown on one page. */
export const maxWeeks = 26;
const usualWeeks = 13;
const maxRows = 200;

/** What the reader asked for. */
export interface Asked {
	weeks: number | null;
	/** A day (yyyy-MM-dd) in the last week; the week before this one by default. */
	until: string | null;
}

export interface Reports {
	/** The school's IANA time zone, in which days are counted. */
	timeZone: string;
	weekCount: number;
	period: Days;
	/** The numbers of the period, and of as many weeks before. */
	total: Sums;
	before: Sums;
	/** Every week of the period, also those without bookings. */
	weeks: Summed[];
	teachers: Summed[];
	types: Summed[];
	sources: Summed[];
	cohorts: Cohort[];
	missed: MissedPerson[];
}

/**
 * The numbers of some whole weeks, by the day on which bookings start.
 *
 * @throws {MtlError} `input` if the weeks or the day are invalid
 */
export async function readReports(db: Db, asked: Asked, now: Date): Promise<Reports> {
	return await attempt(async () => {
		const { timeZone } = await installationOf(db);
		const { weekCount, period, before } = periodOf(asked, now, timeZone);
		const [counted, earlier, cohorts, missed] = await Promise.all([
			countBookings(db, period),
			countAll(db, before),
			listCohorts(db, period),
			listMissed(db, period, maxRows),
		]);
		const teachers = await namesOfUsers(
			db,
			counted.flatMap(({ teacher_id: id }) => id ?? []),
		);
		return {
			...{ timeZone, weekCount, period, cohorts, missed },
			total: sumsOf(counted),
			before: sumsOf(earlier),
			weeks: everyWeek(
				period,
				addUp(counted, ({ week }) => [week, week]),
			),
			// Two teachers can have the same name.
			teachers: addUp(counted, ({ teacher_id: id }) => [
				String(id),
				(id !== null && teachers.get(id)) || null,
			]),
			types: addUp(counted, ({ booking_type: type }) => [String(type), type]),
			sources: addUp(counted, ({ source }) => [String(source), source]),
		};
	});
}

const day = (at: DateTime) => at.toFormat('yyyy-MM-dd');

/** Weeks begin on Monday. */
export function periodOf(
	{ weeks, until }: Asked,
	now: Date,
	timeZone: string,
): { weekCount: number; period: Days; before: Days } {
	const weekCount = weeks ?? usualWeeks;
	const last =
		until === null
			? DateTime.fromJSDate(now, { zone: timeZone }).minus({ weeks: 1 })
			: DateTime.fromFormat(until, 'yyyy-MM-dd', { zone: 'utc' });
	const isSensible = Number.isInteger(weekCount) && weekCount >= 1 && weekCount <= maxWeeks;
	if (!isSensible || !last.isValid || last.year < 1980 || last.year > 3000)
		throw new MtlError('input', 'The weeks or the day are invalid.');
	const to = last.startOf('week').plus({ weeks: 1 });
	const from = to.minus({ weeks: weekCount });
	return {
		weekCount,
		period: { from: day(from), to: day(to) },
		before: { from: day(from.minus({ weeks: weekCount })), to: day(from) },
	};
}

function everyWeek({ from, to }: Days, weeks: readonly Summed[]): Summed[] {
	const all: Summed[] = [];
	for (let at = DateTime.fromISO(from); day(at) < to; at = at.plus({ weeks: 1 }))
		all.push(weeks.find(({ name }) => name === day(at)) ?? { name: day(at), ...nothing });
	return all;
}
