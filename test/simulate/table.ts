import { type Dialect } from '../support/calcom';
import type { Outcome } from './simulate';

export const dialectNames: Readonly<Record<Dialect, string>> = {
	cloud: 'Cal.com cloud',
	selfHosted2025: 'Cal.com self-hosted, 2025',
	calDiy2026: 'Cal.diy, 2026',
};

type Cell = (outcome: Outcome) => string | number;

const fates = ({ life }: Outcome, fate: string) =>
	life.calcom.channel.log.filter((one) => one.fate === fate).length;

/** What a simulation shows, a row each. */
const rows: ReadonlyArray<[name: string, cell: Cell]> = [
	['bookings in Cal.com', ({ life }) => life.calcom.school.bookings.length],
	['appointments', ({ appointments }) => appointments],
	['deliveries', ({ life }) => life.calcom.channel.log.length],
	['… lost', (outcome) => fates(outcome, 'lost')],
	['… doubled', (outcome) => fates(outcome, 'doubled')],
	['… never sent', (outcome) => fates(outcome, 'silent')],
	['… sent while n8n was down', ({ receiver }) => receiver.answers['none'] ?? 0],
	['reconciliations', ({ runs }) => runs],
	['… while the API was away', ({ runsAway }) => runsAway],
];

/** A Markdown table, a column for each kind of Cal.com. */
export function simulationTable(outcomes: readonly Outcome[], days: number): string {
	const kinds = namesIn(outcomes.map(({ healed }) => healed));
	const reasons = namesIn(outcomes.map(({ unresolved }) => unresolved));
	const all: Array<[string, Cell]> = [
		...rows,
		...kinds.map((kind): [string, Cell] => [`healed: ${kind}`, ({ healed }) => healed[kind] ?? 0]),
		...reasons.map((reason): [string, Cell] => [
			`unresolved: ${reason}`,
			({ unresolved }) => unresolved[reason] ?? 0,
		]),
		['API requests per day', ({ requests }) => Math.round(requests / days)],
		['differences in classes whose people Cal.com hides', ({ hidden }) => hidden.length],
		['**all other differences**', ({ differences }) => `**${differences.length}**`],
		['time', ({ seconds }) => `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`],
	];
	const line = (cells: ReadonlyArray<string | number>) => `| ${cells.join(' | ')} |`;
	const heads = outcomes.map(({ life }) => dialectNames[life.calcom.school.dialect]);
	return [
		line(['', ...heads]),
		line(['---', ...heads.map(() => '---:')]),
		...all.map(([name, cell]) => line([name, ...outcomes.map(cell)])),
	].join('\n');
}

function namesIn(counts: ReadonlyArray<Record<string, number>>): string[] {
	return [...new Set(counts.flatMap((one) => Object.keys(one)))].sort();
}

/** Kind → differences, as one line. */
export function differencesByKind({ differences }: Outcome): string {
	const counts: Record<string, number> = {};
	for (const { kind } of differences) counts[kind] = (counts[kind] ?? 0) + 1;
	return Object.entries(counts)
		.map(([kind, count]) => `${count} ${kind}`)
		.join(', ');
}
