import fc from 'fast-check';

import { periodOf, type Reports, type Sums } from '../../nodes/core/services/desk/reports';
import { reportsPage } from '../../nodes/MtlDesk/pages/reports';
import { csvOf } from '../../nodes/MtlDesk/reports/csv';
import { barPlot } from '../../nodes/MtlDesk/reports/plots';
import { reportTables } from '../../nodes/MtlDesk/reports/tables';
import { textsIn } from '../../nodes/MtlDesk/texts';
import type { View } from '../../nodes/MtlDesk/view';

const sums: Sums = {
	...{ booked: 7, held: 4, no_show: 1, cancelled_by_guest: 1, cancelled_by_host: 0 },
	...{ not_held: 0, cancelled_unknown: 1, still_open: 0, no_show_rate: 0.2, days_ahead: 3.5 },
};

function reportsAbout(name: string): Reports {
	return {
		timeZone: 'Europe/Amsterdam',
		weekCount: 13,
		period: { from: '2026-08-24', to: '2026-11-23' },
		...{ total: sums, before: { ...sums, booked: 9, no_show_rate: null } },
		weeks: [{ name: '2026-08-24', ...sums }],
		teachers: [
			{ name, ...sums },
			{ name: null, ...sums },
		],
		types: [{ name, ...sums }],
		sources: [{ name, ...sums }],
		cohorts: [
			{ week: '2026-08-24', people: 3, converted: 1, conversion_rate: 0.3333, ripe: false },
		],
		missed: [
			{
				...{ booking_id: 1, lead_id: 2, attendee_name: name, email: name, phone: name },
				...{ booking_type: name, teacher: name, scheduled_at: new Date('2026-09-01T08:00:00Z') },
			},
		],
	};
}

const viewIn = (language: 'en' | 'nl'): View => ({
	...{ texts: textsIn[language], timeZone: 'Europe/Amsterdam', path: '/webhooks/desk' },
	...{ calComUrl: '', token: '', userName: 'Anna', now: new Date('2026-11-27T10:00:00Z') },
});

/** The cells of a file, as RFC 4180 has it. */
function cellsOf(csv: string, separator: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, quoted, plain, end] of csv
		.slice(1)
		.matchAll(
			new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r\\n)`, 'g'),
		)) {
		rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replace(/""/g, '"'));
		if (end === '\r\n') rows.push([]);
	}
	return rows.slice(0, -1);
}

describe("The desk's reports", () => {
	const sign = fc.constantFrom(...'=+-@\t\r\n";,\'<>&a1 \u202e\uff1d');

	it('have files in which no cell is a formula, and no text leaves its cell', () => {
		fc.assert(
			fc.property(fc.string({ unit: sign }), fc.constantFrom('en', 'nl'), (name, language) => {
				const view = viewIn(language as 'en');
				for (const table of reportTables(view, reportsAbout(name))) {
					const csv = csvOf(table, view.texts);
					const [headings, ...rows] = cellsOf(csv, language === 'nl' ? ';' : ',');
					expect(headings).toEqual(table.headings);
					expect(rows.map((row) => row.length)).toEqual(table.rows.map((row) => row.length));
					for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n\uff1d]/);
					for (const [index, row] of table.rows.entries())
						for (const [column, cell] of row.entries())
							if (typeof cell === 'string')
								expect(rows[index]?.[column]?.replace(/^'/, '')).toBe(cell.replace(/^'/, ''));
				}
			}),
		);
	});

	it.each(["=cmd|' /C calc'!A0", '+31612345678', '-1+1', '@SUM(A1)', '\tx', '\r=1', ' =1+1'])(
		'have %j as a text',
		(name) => {
			const view = viewIn('en');
			const table = reportTables(view, reportsAbout(name)).find((one) => one.name === 'missed');
			const [, row] = cellsOf(table ? csvOf(table, view.texts) : '', ',');
			expect(row?.[2]).toBe(`'${name}`);
		},
	);

	it('write numbers as the language of the page does', () => {
		const lines = (['en', 'nl'] as const).map((language) => {
			const [weeks] = reportTables(viewIn(language), reportsAbout('x'));
			return weeks ? csvOf(weeks, textsIn[language]).split('\r\n')[1] : '';
		});
		expect(lines).toEqual([
			'"2026-08-24",7,4,1,1,0,0,1,0,0.2,3.5',
			'"2026-08-24";7;4;1;1;0;0;1;0;0,2;3,5',
		]);
	});

	it('show hostile names as texts, in tables and in plots', () => {
		const hostile = '</title><script>x</script>"\'><img src=x onerror=x>';
		for (const language of ['en', 'nl'] as const) {
			const page = reportsPage(viewIn(language), reportsAbout(hostile));
			expect(page).not.toMatch(/<script|<img|style=/);
			expect(page).toContain('&lt;script&gt;');
		}
	});

	it('mark what is not complete, and say how it was before', () => {
		const page = reportsPage(viewIn('en'), reportsAbout('x')).replace(/\s+/g, ' ');
		expect(page).toContain('class="unripe"');
		expect(page).toContain('<td>Not yet</td>'.replace('Not yet', '<bdi>Not yet</bdi>'));
		expect(page).toContain('<th scope="row">Booked</th> <td>7</td> <td>9</td> <td>-2</td>');
		expect(page).toContain('<th scope="row">No-show rate</th> <td>20 %</td> <td>–</td> <td>–</td>');
	});

	it('draw bars as high as their numbers', () => {
		const plot = String(
			barPlot('x', [
				{
					label: 'a',
					title: 'a',
					parts: [
						['held', 4],
						['no_show', 0],
					],
				},
				{
					label: 'b',
					title: 'b',
					parts: [
						['held', 2],
						['no_show', 2],
					],
				},
			]),
		);
		const heights = [...plot.matchAll(/class="(\w+)"[^>]*height="([\d.]+)"/g)].map(
			([, kind, height]) => [kind, Number(height)] as const,
		);
		expect(heights).toEqual([
			['held', 168],
			['held', 84],
			['no_show', 84],
		]);
		expect(barPlot('x', [])).toBeNull();
	});

	it('are about whole weeks of the school, the last complete one by default', () => {
		const at = (iso: string) =>
			periodOf({ weeks: null, until: null }, new Date(iso), 'Europe/Amsterdam');
		// In Amsterdam it is Monday already.
		expect(at('2026-11-22T23:30:00Z').period).toEqual({ from: '2026-08-24', to: '2026-11-23' });
		expect(at('2026-11-22T22:30:00Z').period).toEqual({ from: '2026-08-17', to: '2026-11-16' });
		const asked = periodOf({ weeks: 2, until: '2026-11-25' }, new Date(), 'UTC');
		expect(asked).toEqual({
			weekCount: 2,
			period: { from: '2026-11-16', to: '2026-11-30' },
			before: { from: '2026-11-02', to: '2026-11-16' },
		});
		for (const wrong of [0, 27, 1.5, NaN])
			expect(() => periodOf({ weeks: wrong, until: null }, new Date(), 'UTC')).toThrow('invalid');
		expect(() => periodOf({ weeks: 1, until: 'x' }, new Date(), 'UTC')).toThrow('invalid');
	});
});
