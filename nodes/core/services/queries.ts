import type { Db } from '../db/connection';
import { type Installation, installationOf } from '../db/installation';
import * as activities from '../db/repositories/activities';
import * as bookings from '../db/repositories/bookings';
import * as inbox from '../db/repositories/inbox';
import * as leads from '../db/repositories/leads';
import { attempt } from '../db/transaction';

export { checkDatabase } from '../db/migration/check';

/**
 * The same query for operations: retried after a lost connection, with errors in words for people.
 */
function query<Values extends unknown[], Result>(
	run: (db: Db, ...values: Values) => Promise<Result>,
): (db: Db, ...values: Values) => Promise<Result> {
	return async (db, ...values) => await attempt(async () => await run(db, ...values));
}

/** A query that depends on the columns of this database. */
function described<Values extends unknown[], Result>(
	run: (db: Db, installation: Installation, ...values: Values) => Promise<Result>,
): (db: Db, ...values: Values) => Promise<Result> {
	return async (db, ...values) => await run(db, await installationOf(db), ...values);
}

export const findBooking = query(bookings.findBooking);
export const findEvent = query(inbox.findEvent);
export const findLead = query(described(leads.findLead));
export const listActivities = query(activities.listActivities);
export const listBookings = query(described(bookings.listBookings));
export const listEvents = query(inbox.listEvents);
export const listLeads = query(described(leads.listLeads));
