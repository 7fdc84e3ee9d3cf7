import type { Result } from '../faults/run';
import type { Measured } from './measure';

/** Throughput and latency by number of workers, and where the processor time goes. */
export function measuredTable(all: readonly Measured[]): string {
	const rows = all.map(({ workers, bookings, perSecond, p50Ms, p95Ms }) => [
		String(workers),
		String(bookings),
		perSecond.toFixed(1),
		p50Ms.toFixed(0),
		p95Ms.toFixed(0),
	]);
	const parts = Object.keys(all[0]?.cost ?? {});
	const costs = parts.map((part) => [part, ...all.map(({ cost }) => (cost[part] ?? 0).toFixed(1))]);
	const sums = all.map(({ cost }) =>
		Object.values(cost)
			.reduce((sum, ms) => sum + ms, 0)
			.toFixed(1),
	);
	const heads = all.map(({ workers }) => `${workers} ${workers === 1 ? 'worker' : 'workers'}`);
	return [
		table(['workers', 'bookings', 'bookings/s', 'p50 ms', 'p95 ms'], rows),
		table(['CPU ms per booking', ...heads], [...costs, ['**all**', ...sums]]),
	].join('\n\n');
}

/** What was lost, doubled and half-written. */
export function troubleTable(results: readonly Result[]): string {
	const rows = results.map(
		({ name, deliveries, acknowledged, lost, doubled, halfWritten, recoverySeconds }) => [
			name,
			...[deliveries, acknowledged, lost, doubled, halfWritten].map(String),
			`${recoverySeconds} s`,
		],
	);
	const heads = ['fault', 'deliveries', 'acknowledged', 'lost', 'doubled', 'half-written'];
	return table([...heads, 'time to recover'], rows);
}

function table(heads: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const rule = line(heads.map((_, n) => (n === 0 ? '---' : '---:')));
	return [line(heads), rule, ...rows.map(line)].join('\n');
}
