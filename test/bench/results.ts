import type { Figures, Plan, Round } from './measure';
import { median } from './statistics';
import { type SubjectName, subjectNames, subjectTitles } from './subjects';
import type { Versions } from './versions';

/** The ratios that are promised: requests per second of ours to those of the other. */
const goals = [
	{ other: 'ordinary', atLeast: 4 },
	{ other: 'bare', atLeast: 0.7 },
] as const satisfies ReadonlyArray<{ other: SubjectName; atLeast: number }>;

/** The figures of a run as Markdown, ratios first. */
export function formatResults(rounds: readonly Round[], plan: Plan, versions: Versions): string {
	const ratios = goals.map(({ other, atLeast }) => {
		const perRound = rounds.map((round) => round.ours.perSecond / round[other].perSecond);
		const met = median(perRound) >= atLeast ? 'met' : 'not met';
		const cpu = rounds.map((round) => round[other].cpuMs / round.ours.cpuMs);
		return [
			`ours / ${subjectTitles[other]}`,
			`**${median(perRound).toFixed(2)}**`,
			perRound.map((ratio) => ratio.toFixed(2)).join(' '),
			`${atLeast}: ${met}`,
			median(cpu).toFixed(2),
		];
	});
	const figures = subjectNames.map((name) => {
		const of = (key: keyof Figures) => median(rounds.map((round) => round[name][key]));
		return [
			subjectTitles[name],
			of('perSecond').toFixed(1),
			of('p50Ms').toFixed(0),
			of('p95Ms').toFixed(0),
			of('cpuMs').toFixed(0),
		];
	});
	return [
		...table(['requests/s', 'median', 'per round', 'goal, at least', 'by CPU time'], ratios),
		'',
		...table(
			[
				'medians',
				`requests/s, ${plan.atOnce} at a time`,
				'p50 ms, alone',
				'p95 ms, alone',
				'CPU ms each',
			],
			figures,
		),
		'',
		`n8n ${versions.n8n}, Node ${versions.node}, ${versions.database}, ${versions.cpus} CPUs, ` +
			`${versions.date}.`,
		`${plan.rounds} rounds; per workflow and round ${plan.requests} bookings ${plan.atOnce} at a ` +
			`time and ${plan.alone} one at a time. All rows were counted and right.`,
	].join('\n');
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const show = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [show(head), show(widths.map((width) => '-'.repeat(width))), ...rows.map(show)];
}
