import type { Db } from '../../db/connection';
import { listDays, lockDays, setDays, type StoredDays } from '../../db/repositories/days';
import { attempt, transact } from '../../db/transaction';
import { dayIn } from '../../domain/values/day';

const chunk = 1_000;

/**
 * Sets the days of bookings where they are wrong: after the school's time zone was changed, and for
 * times that other applications wrote.
 *
 * @param timeZone the school's
 * @returns the number of bookings whose days were wrong
 */
export async function refreshDays(db: Db, timeZone: string): Promise<number> {
	let refreshed = 0;
	for (let after: number | undefined = 0; after !== undefined; ) {
		const from: number = after;
		const rows = await attempt(async () => await listDays(db, from, chunk));
		const wrong = rows.filter((row) => isWrong(row, timeZone)).map(({ id }) => id);
		if (wrong.length > 0) await correct(db, wrong, timeZone);
		refreshed += wrong.length;
		after = rows.at(-1)?.id;
	}
	return refreshed;
}

async function correct(db: Db, ids: readonly number[], timeZone: string): Promise<void> {
	await transact(db, async (trx) => {
		const rows = await lockDays(trx, ids);
		if (rows.length > 0)
			await setDays(
				trx,
				rows.map((row) => ({ ...row, ...daysOf(row, timeZone) })),
			);
	});
}

function isWrong(row: StoredDays, timeZone: string): boolean {
	const { starts_on: startsOn, booked_on: bookedOn } = daysOf(row, timeZone);
	return !isSame(row.starts_on, startsOn) || !isSame(row.booked_on, bookedOn);
}

function daysOf(
	{ scheduled_at: startsAt, booked_at: bookedAt }: StoredDays,
	timeZone: string,
): Pick<StoredDays, 'starts_on' | 'booked_on'> {
	const day = (at: Date | null) => {
		const iso = dayIn(at?.toISOString() ?? null, timeZone);
		return iso === null ? null : new Date(iso);
	};
	return { starts_on: day(startsAt), booked_on: day(bookedAt) };
}

function isSame(a: Date | null, b: Date | null): boolean {
	return a?.getTime() === b?.getTime();
}
