import { DateTime } from 'luxon';

import { bookingTypeLabel } from '../domain/values/bookingType';
import type { Db } from '../db/connection';
import { installationOf, withInstallation } from '../db/installation';
import { listScheduled, type ListedBooking, listStuckEvents } from '../db/repositories/deskLists';
import { attempt } from '../db/transaction';

/** More rows than these are not listed. */
const maxRows = 500;

/** A scheduled booking of the day. */
export interface DigestBooking {
	id: number;
	/** ISO 8601 in UTC. */
	startsAt: string;
	/** `HH:mm` in the time zone of the digest. */
	time: string;
	/** The booking type in words, such as "Level Check". */
	type: string | null;
	title: string | null;
	person: { name: string; email: string | null; phone: string | null };
	/** Null: nobody is assigned. */
	teacher: string | null;
	meetingUrl: string | null;
}

/** What the school should know about one day. */
export interface Digest {
	/** ISO date and weekday in the time zone, such as `2026-11-28` and "Saturday". */
	date: string;
	weekday: string;
	timeZone: string;
	/** Without a teacher first, then by time. */
	bookings: DigestBooking[];
	withoutTeacher: number;
	/** Quarantined events, newest first, without personal data. */
	quarantined: Array<{ id: number; type: string; uid: string | null; reason: string | null }>;
}

/**
 * The scheduled bookings of a day, and the events that wait for a person.
 *
 * @param day `inDays` days after the day that `now` is in the time zone (IANA; the school's
 * if null), from midnight to midnight there, so that it has 23 or 25 hours where the clocks change
 */
export async function digestOf(
	db: Db,
	{ now, inDays, timeZone: chosen }: { now: Date; inDays: number; timeZone: string | null },
): Promise<Digest> {
	const timeZone = chosen ?? (await installationOf(db)).timeZone;
	const day = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day').plus({ days: inDays });
	const period = { from: day.toJSDate(), to: day.plus({ days: 1 }).toJSDate() };
	const rows = await withInstallation(
		db,
		async (installation) =>
			await attempt(async () => await listScheduled(db, installation, period, maxRows)),
	);
	const stuck = await attempt(async () => await listStuckEvents(db, maxRows));
	return {
		date: day.toFormat('yyyy-MM-dd'),
		weekday: day.setLocale('en').toFormat('cccc'),
		timeZone,
		bookings: rows.map((row) => bookingOf(row, timeZone)),
		withoutTeacher: rows.filter((row) => row.assigned_teacher_id === null).length,
		quarantined: stuck
			.filter(({ status }) => status === 'quarantined')
			.map(({ id, event_type: type, external_id: uid, error_message: reason }) => ({
				...{ id, type, uid, reason },
			})),
	};
}

function bookingOf(row: ListedBooking, timeZone: string): DigestBooking {
	const startsAt = row.scheduled_at as Date;
	const { email, phone } = row;
	return {
		id: row.id,
		startsAt: startsAt.toISOString(),
		time: DateTime.fromJSDate(startsAt, { zone: timeZone }).toFormat('HH:mm'),
		type: row.booking_type && bookingTypeLabel(row.booking_type),
		title: row.title,
		person: { name: [row.first_name, row.last_name].filter(Boolean).join(' '), email, phone },
		teacher:
			row.assigned_teacher_id === null ? null : (row.teacher ?? `User ${row.assigned_teacher_id}`),
		meetingUrl: row.meeting_url,
	};
}
