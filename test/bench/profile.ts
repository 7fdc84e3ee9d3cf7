import { BenchError } from './benchError';
import { makeDeliveries } from './bookings';
import { openInspector } from './inspector';
import { sendWhole } from './measure';
import { table } from './results';
import type { RunningBench } from './startBench';
import { type Subject, subjectTitles } from './subjects';

const atOnce = 8;
/** Microseconds between samples. */
const interval = 250;
/** Longer than this between two samples, the profiler itself has paused: it takes a second to end. */
const pause = 100_000;

/** One function of a V8 profile, under its caller. */
interface ProfileNode {
	id: number;
	callFrame: { functionName: string; url: string };
	children?: number[];
}

/** What V8 says: which function ran at each sample, and the microseconds since the sample before. */
interface CpuProfile {
	nodes: ProfileNode[];
	samples: number[];
	timeDeltas: number[];
}

/** Where time goes, by the innermost function that one of these names; the first wins. */
const places: ReadonlyArray<
	[title: string, isThere: (frame: ProfileNode['callFrame']) => boolean]
> = [
	['waiting', ({ functionName }) => functionName === '(idle)'],
	['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
	[
		'evaluating expressions',
		({ functionName, url }) =>
			url === '' && /^(evalSync|evalClosureSync|Isolate|dispose)$/.test(functionName),
	],
	["n8n's MySQL nodes", ({ url }) => /\/mysql2\/|nodes\/MySql\//.test(url)],
	["this package's nodes, with the statements", ({ url }) => /n8n-nodes-mtl\/dist/.test(url)],
	["n8n's own database", ({ url }) => /\/(@n8n\/)?typeorm\/|sqlite/.test(url)],
	['decrypting credentials', ({ url }) => /cipher|credentials-helper/.test(url)],
	['reading the fields of all nodes', ({ url }) => /node-helpers/.test(url)],
	['writing the execution as text', ({ url }) => /\/flatted\//.test(url)],
	["n8n's events and log", ({ url }) => /eventbus|\/events\/|winston|logger/.test(url)],
];
const rest = 'the rest of n8n and Node';

/** The others do the same, or little, in these places. */
const profiled: ReadonlyArray<Subject['name']> = [
	'bare',
	'ours',
	'shared',
	'duplicates',
	'ordinary',
];

/** Where n8n's main thread spends its milliseconds per request. */
export async function measureProfile(
	bench: RunningBench,
	requests: number,
	say: (line: string) => void,
	signal: AbortSignal,
): Promise<string> {
	const { subjects, secret, pids } = bench;
	const [n8n] = pids;
	if (n8n === undefined) throw new BenchError('The bench has no n8n.');
	const inspector = await openInspector(n8n, signal);
	const columns: Array<[string, Map<string, number>]> = [];
	try {
		await inspector.send('Profiler.enable');
		await inspector.send('Profiler.setSamplingInterval', { interval });
		for (const subject of subjects.filter(({ name }) => profiled.includes(name))) {
			const first = subject.repeats ? { ...subject, ...anyAnswer } : subject;
			const deliveries = () => makeDeliveries(requests, subject.secret ?? secret);
			const warmUp = deliveries();
			await sendWhole(bench, first, warmUp, atOnce, signal);
			const measured = subject.repeats ? warmUp : deliveries();
			await inspector.send('Profiler.start');
			await sendWhole(bench, subject, measured, atOnce, signal);
			const { profile } = (await inspector.send('Profiler.stop')) as { profile: CpuProfile };
			columns.push([subjectTitles[subject.name], millisecondsByPlace(profile, requests)]);
			say(`  ${subject.name} profiled`);
		}
	} finally {
		inspector.close();
	}
	const titles = [...places.map(([title]) => title).filter((title) => title !== 'waiting'), rest];
	const rows = titles.map((title) => [
		title,
		...columns.map(([, spent]) => (spent.get(title) ?? 0).toFixed(1)),
	]);
	const sums = columns.map(([, spent]) =>
		titles.reduce((sum, title) => sum + (spent.get(title) ?? 0), 0).toFixed(1),
	);
	return [
		...table(
			['ms of the main thread per request', ...columns.map(([name]) => name)],
			[...rows, ['**together**', ...sums.map((sum) => `**${sum}**`)]],
		),
		'',
		`V8's profiler, a sample each ${interval} µs, ${requests} requests each, ${atOnce} at a time, after as many to warm up. The profiler itself slows n8n down.`,
	].join('\n');
}

/** The first time, a delivery that is sent again later is new. */
const anyAnswer = { answer: '"status":"processed"' };

/** Milliseconds for one request, by place. */
function millisecondsByPlace(
	{ nodes, samples, timeDeltas }: CpuProfile,
	requests: number,
): Map<string, number> {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const placeOf = new Map<number, string>();
	const walk = (id: number, above: string) => {
		const node = byId.get(id);
		if (!node) return;
		const here = places.find(([, isThere]) => isThere(node.callFrame))?.[0] ?? above;
		placeOf.set(id, here);
		for (const child of node.children ?? []) walk(child, here);
	};
	const [root] = nodes;
	if (root) walk(root.id, rest);
	const spent = new Map<string, number>();
	samples.forEach((id, index) => {
		const micros = timeDeltas[index] ?? 0;
		if (micros > pause) return;
		const place = placeOf.get(id) ?? rest;
		spent.set(place, (spent.get(place) ?? 0) + micros / 1000 / requests);
	});
	return spent;
}
