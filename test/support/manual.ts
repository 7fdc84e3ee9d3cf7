import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts a text between two marks of a page, in place of the last one. */
export function writeIntoManual(mark: string, text: string, page = 'docs/operate.md'): void {
	const path = join(__dirname, '../..', page);
	const [head, tail] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
	const manual = readFileSync(path, 'utf8');
	if (!manual.includes(head)) throw new Error(`${page} has no mark ${head}`);
	const pattern = new RegExp(`${head}[^]*${tail}`);
	writeFileSync(
		path,
		manual.replace(pattern, () => `${head}\n\n${text}\n\n${tail}`),
	);
}
