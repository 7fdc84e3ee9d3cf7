import type { Cell, ReportTable } from './tables';
import type { Texts } from '../texts';

/**
 * A table as a file for spreadsheets. With a byte order mark, without which Excel takes UTF-8 for
 * something else. Where the decimal sign is a comma, Excel expects semicolons.
 */
export function csvOf({ headings, rows }: ReportTable, { locale }: Pick<Texts, 'locale'>): string {
	const hasComma = (1.5).toLocaleString(locale).includes(',');
	const number = (value: number) => (hasComma ? String(value).replace('.', ',') : String(value));
	const written = (cell: Cell) => {
		if (cell === null) return '';
		if (typeof cell === 'string') return quoted(harmless(cell));
		return number(typeof cell === 'number' ? cell : cell.share);
	};
	const lines = [headings, ...rows].map((cells) => cells.map(written).join(hasComma ? ';' : ','));
	return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** Spreadsheets run what begins like a formula, even behind blanks. */
function harmless(text: string): string {
	const clean = text.replace(/\0/g, '');
	return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(clean) ? `'${clean}` : clean;
}

function quoted(text: string): string {
	return `"${text.replace(/"/g, '""')}"`;
}
