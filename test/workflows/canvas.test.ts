import type { INode } from 'n8n-workflow';

import { exported, isSticky, targets, workflowFiles } from '../support/workflowFiles';
import { bookingTrigger } from '../support/workflowRun';

/** What a node takes on the canvas, with the name below it. */
const size = { width: 100, height: 130 };
const boxOf = ({ position: [left, top], parameters, ...node }: INode) => {
	const { width, height } = isSticky(node as INode) ? (parameters as typeof size) : size;
	return { left, top, right: left + width, bottom: top + height };
};
const inside = (node: INode, note: INode) => {
	const [a, b] = [boxOf(node), boxOf(note)];
	return a.left >= b.left && a.top >= b.top && a.right <= b.right && a.bottom <= b.bottom;
};
const overlap = (one: INode, other: INode) => {
	const [a, b] = [boxOf(one), boxOf(other)];
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
};
const pairs = (nodes: INode[]) =>
	nodes.flatMap((one, index) => nodes.slice(index + 1).map((other) => [one, other] as const));

describe.each(workflowFiles)('on the canvas of %s', (file) => {
	const { nodes } = exported(file);
	const steps = nodes.filter((node) => !isSticky(node));
	const notes = nodes.filter(isSticky);
	const names = (found: ReadonlyArray<readonly INode[]>) =>
		found.map((some) => some.map(({ name }) => name).join(' / '));

	it('no two nodes are nearer than 100 pixels', () => {
		const near = pairs(steps).filter(
			([{ position: a }, { position: b }]) =>
				Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])) < 100,
		);
		expect(names(near)).toEqual([]);
	});

	it('no two nodes and no two notes overlap', () => {
		expect(names([...pairs(steps), ...pairs(notes)].filter(([a, b]) => overlap(a, b)))).toEqual([]);
	});

	it('a node lies wholly inside a note or wholly outside', () => {
		const cut = steps.flatMap((node) =>
			notes
				.filter((note) => overlap(node, note) && !inside(node, note))
				.map((note) => [node, note] as const),
		);
		expect(names(cut)).toEqual([]);
	});
});

describe('on the canvas of the booking workflow', () => {
	const json = exported('calcom-bookings.json');
	const { nodes } = json;
	const named = (name: string) => nodes.find((node) => node.name === name) as INode;
	const branch = (name: string): string[] => [name, ...targets(json, name).flatMap(branch)];

	it.each(
		['Created', 'Rescheduled', 'Cancelled', 'Other'].map((name, output) => ({ name, output })),
	)('the branch $name lies in its note', ({ name, output }) => {
		const note = named(`Branch: ${name}`);
		const steps = targets(json, bookingTrigger, output).flatMap(branch);
		expect(steps.filter((step) => !inside(named(step), note))).toEqual([]);
		const strangers = nodes.filter(
			(node) => !isSticky(node) && inside(node, note) && !steps.includes(node.name),
		);
		expect(strangers.map((node) => node.name)).toEqual([]);
	});

	it('what happens after a failure lies in its note', () => {
		for (const name of ['Event: Fail', 'Wait for the Database']) {
			expect(inside(named(name), named('When Something Fails'))).toBe(true);
		}
	});
});
