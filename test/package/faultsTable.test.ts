import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Fault, faults } from '../../nodes/core/db/faults';
import { provocations } from '../support/provocations';

const manual = readFileSync(join(__dirname, '../../docs/operate.md'), 'utf8');

const then: Record<Fault['kind'], string> = {
	unreachable: 'waits',
	unwritable: 'waits',
	busy: 'is retried',
	schema: 'fails, is retried',
	data: 'fails, alert',
};
const names: Record<string, string> = {
	table: 'the table …',
	column: 'the column …',
	rule: '…',
	privilege: '…',
};

function rowOf({ numbers = [], codes = [], message, kind }: Fault): string[] {
	const sentence = message.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '');
	const code = codes.map((one) => `\`${one}\``).slice(0, 1);
	return [
		(numbers.length > 0 ? numbers.map(String) : code).join(', '),
		sentence.charAt(0).toUpperCase() + sentence.slice(1),
		then[kind],
	];
}

/** The lines between two marks in the manual. */
function between(mark: string): string[] {
	const [, inner = ''] = manual.split(new RegExp(`<!-- /?${mark} -->`));
	return inner.split('\n').filter(Boolean);
}

describe('The table of database faults in docs/operate.md', () => {
	it('has one row for each fault that has a sentence, in the same order and words', () => {
		const rows = between('database faults')
			.filter((line) => line.startsWith('|'))
			.map((line) =>
				line
					.split('|')
					.slice(1, -1)
					.map((cell) => cell.trim()),
			);
		expect(rows.slice(2)).toEqual(faults.map(rowOf));
	});

	it('lists the numbers that the tests do not provoke', () => {
		const provoked = new Set(provocations.map(({ number }) => number));
		const others = new Set(
			faults.flatMap(({ numbers = [] }) => numbers).filter((n) => !provoked.has(n)),
		);
		const list = [...others].sort((a, b) => a - b).join(', ');
		expect(between('database faults').at(-1)).toBe(
			`The tests make MariaDB and MySQL say each of these numbers, except ${list}.`,
		);
	});
});
