import { DateTime } from 'luxon';

import type { Db } from '../../nodes/core/db/connection';
import {
	readBooking,
	readEvents,
	readPerson,
	readUpcoming,
	search,
} from '../../nodes/core/services/desk/pages';
import { readReports } from '../../nodes/core/services/desk/reports';
import { bookingPage } from '../../nodes/MtlDesk/pages/booking';
import { eventsPage } from '../../nodes/MtlDesk/pages/events';
import { personPage } from '../../nodes/MtlDesk/pages/person';
import { reportsPage } from '../../nodes/MtlDesk/pages/reports';
import { upcomingPage } from '../../nodes/MtlDesk/pages/upcoming';
import { textsIn } from '../../nodes/MtlDesk/texts';
import type { View } from '../../nodes/MtlDesk/view';

/**
 * Every page of the desk over `fillTables`: reads it and makes its HTML.
 *
 * @param number of a booking and a person in the middle of the tables
 */
export async function deskPages(
	db: Db,
	number: number,
): Promise<Record<string, (db: Db) => Promise<string>>> {
	const now = new Date();
	const view: View = {
		...{ texts: textsIn.en, timeZone: 'Europe/Amsterdam', path: '/webhooks/desk' },
		...{ calComUrl: '', token: '', userName: '', now },
	};
	const today = DateTime.fromJSDate(now, { zone: view.timeZone }).startOf('day');
	const after = (days: number) => today.plus({ days }).toJSDate();
	const days = {
		...{ now, today: after(0), tomorrow: after(1), dayAfter: after(2) },
		...{ weekEnd: after(7), recordFrom: after(-30) },
	};
	const [{ id: bookingId, lead_id: leadId } = {}] = await search(db, `large${number}`);
	const found = (text: string) => async (on: Db) =>
		upcomingPage(view, { found: await search(on, text), text });
	const reports = (weeks: number) => async (on: Db) =>
		reportsPage(view, await readReports(on, { weeks, until: null }, now));
	return {
		upcoming: async (on) =>
			upcomingPage(view, { upcoming: await readUpcoming(on, days), said: null }),
		booking: async (on) => bookingPage(view, await readBooking(on, Number(bookingId)), null),
		person: async (on) => personPage(view, await readPerson(on, Number(leadId)), null),
		events: async (on) => eventsPage(view, await readEvents(on), [], null),
		'search: UID': found(`large${number}`),
		'search: email': found(`guest${number}@`),
		'search: phone': found(`+316${String(number).padStart(9, '0')}`),
		'search: last name': found(`No ${number}`),
		'search: whole name': found(`Guest${number % 700} No ${number}`),
		'search: a part of a name': found(`o ${number}`),
		'search: nothing found': found('nobody has this name'),
		'reports, 4 weeks': reports(4),
		'reports, 13 weeks': reports(13),
		'reports, 26 weeks': reports(26),
	};
}
