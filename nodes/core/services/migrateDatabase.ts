import { planBooking } from '../domain/booking/planBooking';
import type { Db } from '../db/connection';
import { unhurried } from '../db/limits';
import { findUidsToRefold } from '../db/repositories/history';
import { fittingFor } from '../db/fitting';
import { forgetInstallation, type Installation, installationOf } from '../db/installation';
import { migrate } from '../db/migration/migrate';
import { lockUids } from '../db/repositories/references';
import { transact } from '../db/transaction';
import { loadBookings } from './loadBookings';
import { writePlan } from './writePlan';

type Report = (line: string) => void;

/**
 * Adds what is missing in the database, then refolds open bookings whose history an older version
 * wrote, using the bodies in the inbox. Manual edits stay. Safe to run again.
 *
 * @returns the number of statements run
 */
export async function migrateDatabase(db: Db, report: Report = () => {}): Promise<number> {
	return await unhurried(async () => await migrateAndRefold(db, report));
}

async function migrateAndRefold(db: Db, report: Report): Promise<number> {
	const statements = await migrate(db, report);
	forgetInstallation(db);
	const installation = await installationOf(db);
	const uids = await findUidsToRefold(db);
	if (uids.length > 0) report(`Folding ${uids.length} open bookings anew`);
	for (const uid of uids) await refold(db, uid, installation);
	return statements;
}

async function refold(db: Db, uid: string, installation: Installation): Promise<void> {
	await transact(db, async (trx) => {
		await lockUids(trx, [uid]);
		const concerned = { uids: [uid], people: [], wholeClass: true, classes: [], seriesKey: null };
		const series = { possibleSeriesKey: null, endsSeries: false };
		const known = await loadBookings(
			trx,
			{ ...concerned, ...series },
			{ lock: true, installation },
		);
		await writePlan(trx, known, planBooking(known, [], new Date()), '', fittingFor(installation));
	});
}
