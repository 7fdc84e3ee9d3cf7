import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { yearOfDeliveries } from '../support/schoolYear';
import { deliver } from './deliver';

interface Dashboard {
	panels: Array<{ title: string; targets: Array<{ rawSql: string }> }>;
}

const file = join(__dirname, '../../docker/grafana/bookings.json');
const { panels } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;

/** As Grafana writes a macro for its MySQL data source. */
const expanded = (sql: string) =>
	sql.replace(
		/\$__timeFilter\((\w+)\)/g,
		'$1 BETWEEN FROM_UNIXTIME(1735689600) AND FROM_UNIXTIME(1893456000)',
	);

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => {
		database = await makeDatabase(server);
		for (const { body } of yearOfDeliveries(12)) await deliver(database.db, body);
	}, 120_000);
	afterAll(async () => await database.drop());

	it.each(panels.map(({ title, targets }) => [title, targets[0]?.rawSql ?? ''] as const))(
		'answers the panel "%s"',
		async (_, sql) => {
			const rows = await database.query(expanded(sql));
			expect(rows.length).toBeGreaterThan(0);
			// A macro that is not known would reach the server as it is.
			expect(expanded(sql)).not.toContain('$');
		},
	);
});
