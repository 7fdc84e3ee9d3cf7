import { makeDatabase, testServers } from '../support/database';
import { databaseCredential, runStep } from '../support/n8nCoreNode';
import { closeSharedDatabases } from '../../nodes/shared/db/pools';
test('smoke', async () => {
	const database = await makeDatabase(testServers()[0]!);
	const x = await runStep({ credentials: { mtlDatabaseApi: databaseCredential(database) }, parameters: { resource: 'database', operation: 'check' } });
	console.log(x.error, x.sent('Step'), x.run.data.resultData.error);
	const y = await runStep({ credentials: { mtlDatabaseApi: databaseCredential(database, {port: 1}) }, parameters: { resource: 'database', operation: 'check' } });
	console.log(y.error, y.sent('Step'), y.run.data.resultData.error);
	await closeSharedDatabases();
	await database.drop();
});
