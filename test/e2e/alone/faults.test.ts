import { runAway } from '../../faults/away';
import { connectionsKilled } from '../../faults/kinds/connections';
import { databaseKilled, n8nKilled, sharedKilled } from '../../faults/kinds/processes';
import { alwaysFails } from '../../faults/kinds/steps';
import { runFault } from '../../faults/run';
import { openStage, type Stage } from '../../faults/stage';

/** A selection of the faults in `npm run faults`, with fewer deliveries and shorter waits. */
describe('Under load, every acknowledged delivery is stored once and completely after', () => {
	let stage: Stage;
	beforeAll(async () => {
		stage = await openStage(undefined);
	});
	afterAll(async () => await stage?.close());

	const plan = { bookings: 20, people: 4, atOnce: 8, hurried: true };

	it.each([connectionsKilled, databaseKilled, n8nKilled, sharedKilled, alwaysFails])(
		'$name',
		async (fault) => {
			const result = await runFault(stage, fault, plan);
			expect(result).toMatchObject({ deliveries: 66, lost: 0, doubled: 0, halfWritten: 0 });
			expect(result.acknowledged).toBeGreaterThan(22);
		},
	);

	it('n8n is away, and reconciliation finds what was not acknowledged', async () => {
		const result = await runAway(stage, plan);
		expect(result).toMatchObject({ lost: 0, doubled: 0, halfWritten: 0 });
		expect(result.acknowledged).toBeLessThan(result.deliveries);
	});
});
