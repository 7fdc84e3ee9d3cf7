import type { ApiBooking } from '../../calcom/api/booking';
import { type BookingPage, listBookings, type Walk } from '../../calcom/api/bookings';
import type { CalComApi } from '../../calcom/api/client';
import type { CalComAccount } from '../../calcom/api/account';
import { eventTypesOfTeam } from '../../calcom/api/coverage';
import { normaliseEmail } from '../../domain/values/email';
import type { DriftReport } from './report';
import { countUnresolved } from './report';

/** Whose bookings are the school's, beside those whose host is the account itself. */
export interface Ours {
	/** Cal.com's numbers of event types. */
	eventTypeIds: readonly number[];
	/** Cal.com's numbers of teams, whose event types all count. */
	teamIds?: readonly number[];
}

/** More than any school has in the periods that are read at once. */
const maxRows = 20_000;

class Truncated extends Error {}

/**
 * Reads the school's bookings in several walks, each booking once, and counts them.
 *
 * @throws {CalComApiError}
 */
export async function readRows(
	api: CalComApi,
	walks: readonly Walk[],
	isOurs: (row: ApiBooking) => boolean,
	report: DriftReport,
): Promise<Map<string, ApiBooking>> {
	const rows = new Map<string, ApiBooking>();
	const others = new Set<string>();
	const onPage = ({ bookings, unreadable }: BookingPage) => {
		for (const row of bookings) {
			if (isOurs(row)) rows.set(row.uid, row);
			else others.add(row.uid);
		}
		for (let count = 0; count < unreadable; count++) countUnresolved(report, '', unreadableRow);
		if (rows.size + others.size > maxRows) throw new Truncated();
	};
	try {
		for (const walk of walks) await listBookings(api, walk, onPage);
	} catch (error) {
		if (!(error instanceof Truncated)) throw error;
		report.truncated = true;
	}
	report.read = rows.size + others.size;
	report.notOurs = others.size;
	return rows;
}

const unreadableRow = 'Cal.com shows a booking in a form that is unknown here.';

/**
 * A test for the school's bookings: an account's key is also shown bookings of other hosts.
 *
 * @throws {CalComApiError} if Cal.com does not show one of the teams
 */
export async function oursOf(
	api: CalComApi,
	{ email }: CalComAccount,
	{ eventTypeIds, teamIds = [] }: Ours,
): Promise<(row: ApiBooking) => boolean> {
	const own = normaliseEmail(email);
	const types = new Set(eventTypeIds);
	for (const team of teamIds) {
		for (const { id } of await eventTypesOfTeam(api, team)) types.add(id);
	}
	return ({ host, eventTypeId }) =>
		(host !== null && normaliseEmail(host.email) === own) ||
		(eventTypeId !== null && types.has(eventTypeId));
}

/** Oldest first: what a booking comes from is settled before it. */
export function byCreation(a: ApiBooking, b: ApiBooking): number {
	return a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0;
}
