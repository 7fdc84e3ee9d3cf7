import { outputNames, triggerOutputNames } from '../../nodes/core/n8n/routes';
import { exported, targets } from '../support/workflowFiles';
import { bookingTrigger } from '../support/workflowRun';

const json = exported('calcom-bookings.json');
const triggers = [bookingTrigger, 'Unfinished Events Trigger'];
const mtl = json.nodes.filter(({ type }) => type === 'n8n-nodes-mtl.mtl');
/** The steps that a success passes from the head of a branch on. */
const branch = (name: string): string[] => {
	const [next, ...others] = targets(json, name);
	expect(others).toEqual([]);
	return next ? [name, ...branch(next)] : [name];
};
const does = (name: string) => {
	const { parameters = {} } = json.nodes.find((node) => node.name === name) ?? {};
	return `${String(parameters['resource'])}.${String(parameters['operation'])}`;
};

describe('the booking workflow', () => {
	it('has no expression in any node from the triggers to the last step', () => {
		const hot = json.nodes.filter(
			({ type }) => type.startsWith('n8n-nodes-mtl.') || type === 'n8n-nodes-base.wait',
		);
		for (const { name, parameters } of hot) {
			expect([name, JSON.stringify(parameters).match(/"=|\{\{/)]).toEqual([name, null]);
		}
	});

	it('starts the same branches from both triggers', () => {
		const heads = triggers.map((name) =>
			outputNames.map((_, output) => targets(json, name, output)),
		);
		expect(heads[0]).toEqual(heads[1]);
		expect(heads[0]?.map((one) => one.length)).toEqual([1, 1, 1, 1]);
	});

	it.each([
		['Created', ['booking.createOrUpdate', 'activity.log', 'event.finish']],
		['Rescheduled', ['booking.reschedule', 'activity.log', 'event.finish']],
		['Cancelled', ['booking.cancel', 'activity.log', 'event.finish']],
		['Other', ['booking.createOrUpdate', 'activity.log', 'event.finish']],
	] as const)('does in the branch %s: %s', (name, operations) => {
		const [head = ''] = targets(json, bookingTrigger, outputNames.indexOf(name));
		expect(branch(head).map(does)).toEqual(operations);
	});

	it('lets each step handle its own failures: no error wires, and no retries by n8n', () => {
		const settings = mtl.map(({ onError, retryOnFail }) => [onError, retryOnFail]);
		expect(settings).toEqual(mtl.map(() => [undefined, undefined]));
	});

	it('keeps deliveries while the database is away for 65 seconds or more, so that they survive a restart', () => {
		const [wait = ''] = targets(json, bookingTrigger, triggerOutputNames.indexOf('Database Away'));
		const [record = ''] = targets(json, wait);
		const { type, parameters } = json.nodes.find(({ name }) => name === wait) ?? {};
		expect([type, parameters?.['resume'], parameters?.['unit']]).toEqual([
			'n8n-nodes-base.wait',
			'timeInterval',
			'seconds',
		]);
		expect(Number(parameters?.['amount'])).toBeGreaterThanOrEqual(65);
		expect(does(record)).toBe('event.record');
		expect(targets(json, record)).toEqual([wait]);
	});
});
