import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { answers } from '../../nodes/core/services/answers';

const heading = '## Answers';
const manual = join(__dirname, '../../docs/operate.md');

/** The cells of the first table below a heading, header first, without the line of dashes. */
function tableBelow(title: string, markdown: string): string[][] {
	const lines = markdown.split('\n');
	const section = lines.slice(lines.indexOf(title) + 1);
	const start = section.findIndex((line) => line.startsWith('|'));
	const end = section.findIndex((line, i) => i > start && !line.startsWith('|'));
	const cells = section.slice(start, end).map((row) =>
		row
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
	return cells.filter((_, i) => i !== 1);
}

describe('The table of answers in docs/operate.md', () => {
	it('has one row for each answer in the catalogue, in the same order and words', () => {
		const rows = Object.entries(answers).map(([name, { code, status, meaning, fix }]) => [
			String(code),
			status === 'rejected' ? `\`${status}\` / \`${name}\`` : `\`${status}\``,
			meaning,
			fix,
		]);
		expect(tableBelow(heading, readFileSync(manual, 'utf8'))).toEqual([
			['Status code', '`status` / `reason`', 'Meaning', 'What to do'],
			...rows,
		]);
	});

	it('has cells that Markdown keeps separate', () => {
		const texts = Object.values(answers).flatMap(({ meaning, fix }) => [meaning, fix]);
		expect(texts.filter((text) => !/^[A-Z][^|\n]*\.$/.test(text))).toEqual([]);
	});
});
