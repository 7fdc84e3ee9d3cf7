import { memoryMiB } from '../support/processMemory';
import { BenchError } from './benchError';
import { makeDeliveries } from './bookings';
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
	const step = Math.ceil(deliveries / readings);
	const memory: number[] = [];
	for (let sent = 0; sent < deliveries; sent += step) {
		await sendAll(shared, makeDeliveries(step, secret), atOnce, signal);
		memory.push(memoryMiB(n8n));
		say(`    ${sent + step} deliveries: ${memory.at(-1)?.toFixed(0)} MiB`);
	}
	const half = readings / 2;
	const [first, second] = [memory.slice(0, half), memory.slice(half)].map((part) =>
		percentile(part, 0.5),
	);
	return [
		`Resident memory of n8n after each ${step} deliveries, in MiB: ${memory.map((one) => one.toFixed(0)).join(' ')}.`,
		'',
		`Median of the second half **${second?.toFixed(0)}**, of the first ${first?.toFixed(0)}.`,
	].join('\n');
}
