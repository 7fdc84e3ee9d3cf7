import type { INode } from 'n8n-workflow';

import { exported, isSticky, targets, workflowFiles } from '../support/workflowFiles';
import { bookingTrigger } from '../support/workflowRun';

/** The area of a node on the canvas, with its name and subtitle below it. */
const size = { width: 100, height: 155 };
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

	it('no two nodes are closer than 100 pixels', () => {
		const near = pairs(steps).filter(
			([{ position: a }, { position: b }]) =>
				Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])) < 100,
		);
		expect(names(near)).toEqual([]);
	});

	it('no two nodes and no two notes overlap', () => {
		expect(names([...pairs(steps), ...pairs(notes)].filter(([a, b]) => overlap(a, b)))).toEqual([]);
	});

	it('every node is completely inside or completely outside a note', () => {
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
	)('the branch $name is inside its note', ({ name, output }) => {
		const note = named(`Branch: ${name}`);
		const steps = targets(json, bookingTrigger, output).flatMap(branch);
		expect(steps.filter((step) => !inside(named(step), note))).toEqual([]);
		const strangers = nodes.filter(
			(node) => !isSticky(node) && inside(node, note) && !steps.includes(node.name),
		);
		expect(strangers.map((node) => node.name)).toEqual([]);
	});

	it('the nodes that keep deliveries while the database is away are in their note', () => {
		for (const name of ['Wait for the Database', 'Record the Delivery']) {
			expect(inside(named(name), named('While the Database Is Away'))).toBe(true);
		}
	});

	it('has at most 24 wires, and none crosses a node or the box of another branch', () => {
		const wires = Object.entries(json.connections).flatMap(([from, { main = [] }]) =>
			main.flatMap((output, index) =>
				(output ?? []).map(({ node }) => ({ from: named(from), to: named(node), index, of: main })),
			),
		);
		expect(wires.length).toBeLessThanOrEqual(24);
		const crossed = wires.flatMap(({ from, to, index, of }) => {
			// Wires that lead back run below their two nodes.
			if (to.position[0] <= from.position[0]) return [];
			const others = nodes.filter((node) => node !== from && node !== to);
			const obstacles = others.filter((node) => !isSticky(node) || !inside(to, node));
			const points = pointsOf(wireOf(from, to, index, of.length));
			return obstacles
				.filter((node) => points.some((point) => contains(boxOf(node), point)))
				.map((node) => `${from.name} → ${to.name} crosses ${node.name}`);
		});
		expect(crossed).toEqual([]);
	});
});

interface Point {
	x: number;
	y: number;
}

/** From an output to the input: n8n spreads outputs over the height of a node, and nodes are 100 pixels wide. */
function wireOf(from: INode, to: INode, index: number, outputs: number): [Point, Point] {
	const height = Math.max(100, outputs * 42);
	const start = from.position[1] + (height * (index + 0.5)) / outputs;
	return [
		{ x: from.position[0] + 100, y: start },
		{ x: to.position[0], y: to.position[1] + 50 },
	];
}

/** Points of the curve that the editor draws: both ends leave horizontally and meet half-way. */
function pointsOf([a, b]: [Point, Point]): Point[] {
	const middle = (a.x + b.x) / 2;
	return Array.from({ length: 101 }, (_, step) => {
		const t = step / 100;
		const at = (p: number, q: number, r: number, s: number) =>
			(1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t ** 2 * r + t ** 3 * s;
		return { x: at(a.x, middle, middle, b.x), y: at(a.y, a.y, b.y, b.y) };
	});
}

function contains({ left, top, right, bottom }: ReturnType<typeof boxOf>, { x, y }: Point) {
	return x > left && x < right && y > top && y < bottom;
}
