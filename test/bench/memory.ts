import { memoryMiB } from '../support/processMemory';
import { BenchError } from './benchError';
import { makeDeliveries } from './bookings';
import { openInspector } from './inspector';
import { sendAll } from './load';
import type { RunningBench } from './startBench';
import { percentile } from './statistics';

/** How often memory is read in the whole run. */
const readings = 20;
const atOnce = 16;

/** n8n's memory while our workflow, with Share Executions, takes many deliveries. */
export async function measureMemory(
	{ subjects, secret, pids: [n8n] }: RunningBench,
	deliveries: number,
	say: (line: string) => void,
	signal: AbortSignal,
): Promise<string> {
	const shared = subjects.find(({ name }) => name === 'shared');
	if (!shared || n8n === undefined) throw new BenchError('The bench has no n8n.');
	const inspector = await openInspector(n8n, signal);
	const step = Math.ceil(deliveries / readings);
	const [heap, resident]: [number[], number[]] = [[], []];
	try {
		for (let sent = 0; sent < deliveries; sent += step) {
			await sendAll(shared, makeDeliveries(step, secret), atOnce, signal);
			await inspector.send('HeapProfiler.collectGarbage');
			const { usedSize } = (await inspector.send('Runtime.getHeapUsage')) as { usedSize: number };
			heap.push(usedSize / 1024 ** 2);
			resident.push(memoryMiB(n8n));
			say(
				`    ${sent + step} deliveries: ${last(heap)} MiB in use, ${last(resident)} MiB resident`,
			);
		}
	} finally {
		inspector.close();
	}
	const half = readings / 2;
	const [first, second] = [heap.slice(0, half), heap.slice(half)].map((part) =>
		percentile(part, 0.5),
	);
	const list = (all: number[]) => all.map((one) => one.toFixed(0)).join(' ');
	return [
		`Heap of n8n in use after each ${step} deliveries and a garbage collection, in MiB: ${list(heap)}. Resident: ${list(resident)}.`,
		'',
		`In use, the median of the second half is **${second?.toFixed(0)}**, of the first ${first?.toFixed(0)}.`,
	].join('\n');
}

const last = (all: number[]) => all.at(-1)?.toFixed(0);
