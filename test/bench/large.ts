import { createConnection, type RowDataPacket } from 'mysql2/promise';

import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { fillTables, type Sizes } from '../support/largeTables';
import { planOf, scansIn, statementsOf } from '../support/statements';
import { makeDeliveries } from './bookings';
import { makeTables, serve } from './services';

const sizes: Sizes = { events: 1_000_000, bookings: 300_000, leads: 200_000 };
export const sizesLine = `${sizes.events} events, ${sizes.bookings} bookings, ${sizes.leads} leads`;
/** A scan of so few rows costs nothing. */
const few = 1_000;

/** A database with a few deliveries. */
export async function makeSmall(adminUrl: string, name: string, secret: string): Promise<string> {
	const url = await makeTables(adminUrl, name);
	const db = openDatabase(settingsFromUrl(url, 1));
	for (const delivery of makeDeliveries(30, secret)) await serve(db, delivery, secret);
	await db.destroy();
	return url;
}

/** A database with the rows of a large school after three years. */
export async function makeLarge(
	adminUrl: string,
	secret: string,
	say: (line: string) => void,
): Promise<string> {
	const url = await makeSmall(adminUrl, 'bench_large', secret);
	say(`  Filling ${sizesLine}`);
	await fillTables(url, sizes);
	return url;
}

/** What reads a whole table, by table; `none` if nothing does. */
export async function scansOf(work: (db: Db) => Promise<unknown>, url: string): Promise<string> {
	const statements = await statementsOf(url, async (db) => void (await work(db)));
	const found = new Set<string>();
	for (const statement of statements) {
		const plan = await planOf(async (sql) => await queryOnce(url, sql), statement);
		for (const { table: name, rows } of scansIn(plan, few)) found.add(`${name} (${rows} rows)`);
	}
	return [...found].join('; ') || 'none';
}

export async function queryOnce(url: string, sql: string): Promise<RowDataPacket[]> {
	const connection = await createConnection({ uri: url });
	try {
		return (await connection.query<RowDataPacket[]>(sql))[0];
	} finally {
		await connection.end();
	}
}
