import { eventFrom } from '../../nodes/core/n8n/item';
import { outputNames, outputOf } from '../../nodes/core/n8n/routes';
import { exported, targets } from '../support/workflowFiles';
import { bookingTrigger } from '../support/workflowRun';

const json = exported('calcom-bookings.json');
const triggers = [bookingTrigger, 'Unfinished Events Trigger'];
const mtl = json.nodes.filter(({ type }) => type === 'n8n-nodes-mtl.mtl');
const fail = mtl.find(({ parameters }) => parameters['operation'] === 'fail');
const steps = mtl.filter((node) => node !== fail);
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
	it('has no expression in any node from the triggers to Finish and Fail', () => {
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
		['Created', ['lead.createOrUpdate', 'booking.createOrUpdate', 'activity.log', 'event.finish']],
		['Rescheduled', ['lead.createOrUpdate', 'booking.reschedule', 'activity.log', 'event.finish']],
		['Cancelled', ['booking.cancel', 'activity.log', 'event.finish']],
		['Other', ['booking.createOrUpdate', 'activity.log', 'event.finish']],
	] as const)('does in the branch %s: %s', (name, operations) => {
		const [head = ''] = targets(json, bookingTrigger, outputNames.indexOf(name));
		expect(branch(head).map(does)).toEqual(operations);
	});

	it.each(steps)(
		'lets $name retry, then sends what failed to Event: Fail alone',
		({ name, ...node }) => {
			expect(node).toMatchObject({
				onError: 'continueErrorOutput',
				retryOnFail: true,
				maxTries: 3,
			});
			expect(targets(json, name, 1)).toEqual([fail?.name]);
		},
	);

	it('lets Event: Fail end red, and waits 65 seconds or more, so that n8n keeps what waits', () => {
		expect(fail?.onError ?? 'stopWorkflow').toBe('stopWorkflow');
		const [wait = ''] = targets(json, fail?.name ?? '');
		expect(json.nodes.find(({ name }) => name === wait)).toMatchObject({
			type: 'n8n-nodes-base.wait',
			parameters: { resume: 'timeInterval', unit: 'seconds', amount: expect.any(Number) },
		});
		const { amount } = json.nodes.find(({ name }) => name === wait)?.parameters ?? {};
		expect(Number(amount)).toBeGreaterThanOrEqual(65);
		expect(targets(json, wait)).toEqual([fail?.name]);
	});

	it.each(outputNames)('has a pinned sample that belongs to the branch %s', (name) => {
		const sample = `Sample: ${name}`;
		const pinned = json.pinData?.[sample] ?? [];
		expect(pinned.map((item) => outputOf(eventFrom(item.json)))).toEqual([name]);
		expect(targets(json, sample)).toEqual(targets(json, bookingTrigger, outputNames.indexOf(name)));
		expect(JSON.stringify(pinned)).not.toMatch(/@(?!example\.com)/);
	});
});
