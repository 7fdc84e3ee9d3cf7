import type { Figures, Plan, Round } from './measure';
import { median } from './statistics';
import { levels, type SubjectName, subjectNames, subjectTitles } from './subjects';
import type { Versions } from './versions';

/** A promised ratio, within one round. */
interface Goal {
	title: string;
	of: (round: Round) => number;
	atLeast?: number;
	atMost?: number;
}

const rate = (round: Round, name: SubjectName, level: number) =>
	round[name].perSecond[level] ?? Number.NaN;

/** Requests per second of one, divided by those of the other. */
function faster(name: SubjectName, other: SubjectName, level: number, atLeast: number): Goal {
	const title = `${subjectTitles[name]} / ${subjectTitles[other]}, ${level} at a time`;
	return { title, atLeast, of: (round) => rate(round, name, level) / rate(round, other, level) };
}

const goals: readonly Goal[] = [
	faster('ours', 'ordinary', 8, 4),
	faster('ours', 'bare', 8, 0.55),
	faster('shared', 'ordinary', 8, 6),
	faster('shared', 'bare', 8, 1),
	faster('shared', 'bare', 64, 1.15),
	{
		title: 'p50 alone: ours / bare webhook',
		atMost: 2,
		of: ({ ours, bare }) => ours.p50Ms / bare.p50Ms,
	},
	{
		title: 'time of a duplicate / bare webhook, 8 at a time',
		atMost: 0.6,
		of: (round) => rate(round, 'bare', 8) / rate(round, 'duplicates', 8),
	},
];

/** The figures of a run as Markdown, ratios first. */
export function formatResults(rounds: readonly Round[], plan: Plan): string {
	const ratios = goals.map(({ title, of, atLeast, atMost }) => {
		const perRound = rounds.map(of);
		const middle = median(perRound);
		const isMet = middle >= (atLeast ?? 0) && middle <= (atMost ?? Infinity);
		const goal = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
		return [
			title,
			`**${middle.toFixed(2)}**`,
			perRound.map((ratio) => ratio.toFixed(2)).join(' '),
			`${goal}: ${isMet ? 'met' : 'not met'}`,
		];
	});
	const figures = subjectNames.map((name) => {
		const of = (value: (figures: Figures) => number | undefined) => {
			const values = rounds.flatMap((round) => value(round[name]) ?? []);
			return values.length === 0 ? '–' : median(values).toFixed(value === cpu ? 0 : 1);
		};
		const cpu = ({ cpuMs }: Figures) => cpuMs;
		return [
			subjectTitles[name],
			...levels.map((level) => of(({ perSecond }) => perSecond[level])),
			of(({ p50Ms }) => p50Ms),
			of(({ p95Ms }) => p95Ms),
			of(cpu),
		];
	});
	const heads = levels.map((level) => `requests/s, ${level} at a time`);
	return [
		...table(['ratio', 'median', 'per round', 'goal'], ratios),
		'',
		...table(['medians', ...heads, 'p50 ms, alone', 'p95 ms, alone', 'CPU ms each'], figures),
		'',
		`${plan.rounds} rounds; per subject, round and level ${plan.requests} bookings ` +
			`(at least three times the level), and ${plan.alone} one at a time. All rows were counted and right.`,
	].join('\n');
}

/** What the figures depend on, as a sentence. */
export function versionLine({ n8n, node, database, cpus, date }: Versions): string {
	return `n8n ${n8n}, Node ${node}, ${database}, ${cpus} CPUs, ${date}.`;
}

export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
	);
	const show = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [show(head), show(widths.map((width) => '-'.repeat(width))), ...rows.map(show)];
}
