import type { Result } from './run';

/** What one server went through. */
export interface ServerResults {
	/** For example `MariaDB 11.8.3`. */
	server: string;
	results: Result[];
}

const columns = ['fault', 'deliveries', 'acknowledged', 'lost', 'doubled', 'half-written'];

/**
 * One Markdown row per fault: the counts of all servers together, and the time to recover on each. What else was
 * seen stands in the lines that were printed on the way.
 */
export function faultTable(servers: readonly ServerResults[]): string {
	const names = servers[0]?.results.map(({ name }) => name) ?? [];
	const sum = (
		name: string,
		key: 'deliveries' | 'acknowledged' | 'lost' | 'doubled' | 'halfWritten',
	) =>
		servers
			.flatMap(({ results }) => results.filter((result) => result.name === name))
			.reduce((total, result) => total + result[key], 0);
	const recovery = (name: string) =>
		servers
			.map(({ results }) => results.find((result) => result.name === name))
			.map((result) => (result ? `${result.recoverySeconds} s` : '–'))
			.join(' / ');
	const rows = names.map((name) => [
		name,
		...(['deliveries', 'acknowledged', 'lost', 'doubled', 'halfWritten'] as const).map((key) =>
			String(sum(name, key)),
		),
		recovery(name),
	]);
	const heads = [
		...columns,
		`time to recover (${servers.map(({ server }) => server).join(' / ')})`,
	];
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const rule = line(heads.map((_, n) => (n === 0 ? '---' : '---:')));
	return [line(heads), rule, ...rows.map(line)].join('\n');
}

/** One fault on the screen, as it ends. */
export function resultLines(result: Result): string[] {
	const { name, deliveries, acknowledged, lost, doubled, halfWritten, recoverySeconds } = result;
	const answers = Object.entries(result.answers).map(([status, n]) => `${n} × ${status}`);
	return [
		`  ${name}`,
		`    ${deliveries} deliveries, ${acknowledged} acknowledged (${answers.join(', ')}); recovered in ${recoverySeconds} s`,
		`    acknowledged and missing: ${lost}, doubled: ${doubled}, half-written: ${halfWritten}`,
		...result.seen.slice(0, 10).map((line) => `    ${line}`),
	];
}
