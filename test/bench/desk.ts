import { Command } from 'commander';
import { DateTime } from 'luxon';

import {
	readBooking,
	readEvents,
	readPerson,
	readUpcoming,
	search,
} from '../../nodes/core/services/desk/pages';
import { readReports } from '../../nodes/core/services/desk/reports';
import { reportsPage } from '../../nodes/MtlDesk/pages/reports';
import { textsIn } from '../../nodes/MtlDesk/texts';
import { makeDatabase } from '../support/database';
import { addManyBookings } from '../support/manyBookings';
import { median } from './statistics';

/** How long the desk takes to read its pages in a large school, in a database of its own. */
async function measurePages(url: string, bookings: number): Promise<void> {
	const database = await makeDatabase({ name: 'bench', url });
	try {
		await addManyBookings(database, bookings);
		const { db } = database;
		const now = new Date();
		const today = DateTime.fromJSDate(now, { zone: 'Europe/Amsterdam' }).startOf('day');
		const after = (days: number) => today.plus({ days }).toJSDate();
		const view = {
			...{ texts: textsIn.en, timeZone: 'Europe/Amsterdam', path: '/webhooks/desk' },
			...{ calComUrl: '', token: '', userName: '', now },
		};
		const reports = async (weeks: number) =>
			reportsPage(view, await readReports(db, { weeks, until: null }, now));
		const pages: Record<string, () => Promise<unknown>> = {
			upcoming: async () =>
				await readUpcoming(db, {
					...{ now, today: after(0), tomorrow: after(1), dayAfter: after(2) },
					...{ weekEnd: after(7), recordFrom: after(-30) },
				}),
			booking: async () => await readBooking(db, 1000),
			person: async () => await readPerson(db, 1000),
			events: async () => await readEvents(db),
			'search by UID': async () => await search(db, 'uid1000'),
			'search by email': async () => await search(db, 'guest1000@'),
			'search by name': async () => await search(db, 'No 1000'),
			'reports, 4 weeks': async () => await reports(4),
			'reports, 13 weeks': async () => await reports(13),
			'reports, 26 weeks': async () => await reports(26),
		};
		for (const [name, read] of Object.entries(pages)) {
			const times: number[] = [];
			for (let round = 0; round < 12; round++) {
				const started = performance.now();
				await read();
				times.push(performance.now() - started);
			}
			console.log(
				`${name.padEnd(20)} median ${Math.round(median(times.slice(2)))} ms, most ${Math.round(Math.max(...times.slice(2)))} ms`,
			);
		}
	} finally {
		await database.drop();
	}
}

new Command()
	.description(
		'time the pages of the desk in a database with many bookings, which is dropped again',
	)
	.requiredOption('--url <url>', 'a database server, such as mysql://root@127.0.0.1:3306')
	.option('--bookings <count>', 'how many bookings', '300000')
	.action(async ({ url, bookings }: { url: string; bookings: string }) => {
		await measurePages(url, Number(bookings));
	})
	.parseAsync()
	.catch((error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	});
