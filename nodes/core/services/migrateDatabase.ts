import { MtlError } from '../domain/errors';
import { planBooking } from '../domain/booking/planBooking';
import { isTimeZone } from '../domain/values/timeZone';
import type { Db } from '../db/connection';
import { unhurried } from '../db/limits';
import { findUidsToRefold } from '../db/repositories/history';
import { fittingFor } from '../db/fitting';
import { forgetInstallation, type Installation, installationOf } from '../db/installation';
import { migrate } from '../db/migration/migrate';
import { lockUids } from '../db/repositories/references';
import { setTimeZone } from '../db/repositories/settings';
import { attempt, transact } from '../db/transaction';
import { loadBookings } from './loadBookings';
import { withWhoCancelled } from './reports/cancelledBefore';
import { refreshDays } from './reports/refreshDays';
import { writePlan } from './writePlan';

type Report = (line: string) => void;

/**
 * Adds what is missing in the database, then refolds bookings that an older version wrote, using
 * the bodies in the inbox, and corrects the days of bookings. Manual edits stay. Safe to run again.
 *
 * @param timeZone the school's from now on; null leaves it as it is
 * @returns the number of statements run
 * @throws {MtlError} `input` if the time zone does not exist
 */
export async function migrateDatabase(
	db: Db,
	report: Report = () => {},
	timeZone: string | null = null,
): Promise<number> {
	if (timeZone !== null && !isTimeZone(timeZone)) {
		throw new MtlError(
			'input',
			'"Time Zone" is not a valid time zone.',
			'Write it like Europe/Amsterdam.',
		);
	}
	return await unhurried(async () => await migrateAndRefold(db, report, timeZone));
}

async function migrateAndRefold(db: Db, report: Report, timeZone: string | null): Promise<number> {
	const statements = await migrate(db, report);
	if (timeZone !== null) await attempt(async () => await setTimeZone(db, timeZone));
	forgetInstallation(db);
	const installation = await installationOf(db);
	const uids = await findUidsToRefold(db);
	if (uids.length > 0) report(`Folding ${uids.length} bookings anew`);
	for (const uid of uids) await refold(db, uid, installation);
	const days = await refreshDays(db, installation.timeZone);
	if (days > 0) report(`Days of ${days} bookings set for ${installation.timeZone}`);
	return statements;
}

async function refold(db: Db, uid: string, installation: Installation): Promise<void> {
	await transact(db, async (trx) => {
		await lockUids(trx, [uid]);
		const concerned = { uids: [uid], people: [], wholeClass: true, classes: [], seriesKey: null };
		const series = { possibleSeriesKey: null, endsSeries: false };
		const loaded = await loadBookings(
			trx,
			{ ...concerned, ...series },
			{ lock: true, installation },
		);
		const known = { ...loaded, history: await withWhoCancelled(trx, loaded.history) };
		await writePlan(trx, known, planBooking(known, [], new Date()), '', fittingFor(installation));
	});
}
