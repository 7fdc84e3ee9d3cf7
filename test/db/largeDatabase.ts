import { makeDatabase, type TestDatabase } from '../support/database';
import { fixture } from '../support/events';
import { fillTables, type Sizes } from '../support/largeTables';
import type { TestServer } from '../support/servers';
import { deliver } from './deliver';

/** A scan of so few rows costs nothing. */
export const few = 200;

/** A database with enough rows for a server to prefer an index wherever one fits. */
export async function makeLargeDatabase(server: TestServer, sizes: Sizes): Promise<TestDatabase> {
	const database = await makeDatabase(server);
	await deliver(database.db, fixture('booking_created.basic'));
	await fillTables(database.url, sizes);
	return database;
}
