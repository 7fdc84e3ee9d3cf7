import fc from 'fast-check';

import { editFields } from '../support/editFields';
import { exported, targets } from '../support/workflowFiles';

const json = exported('backfill.json');
const parameters = (name: string) =>
	json.nodes.find((node) => node.name === name)?.parameters ?? {};
const report = {
	from: '2024-01-01T00:00:00.000Z',
	to: '2026-11-27T00:00:00.000Z',
	read: 9,
	equal: 2,
	notOurs: 3,
	found: { missing: 4, completed: 3, cancelled: 1 },
	unresolved: { 'Seats are hidden.': 1 },
	examples: [{ uid: 'abc', reason: 'Seats are hidden.' }],
};
const preview = (more: object = {}) =>
	editFields(json, 'Write the Preview', { ...report, ...more });

describe('the workflow "Backfill"', () => {
	it('is not published, and its form is only for people who may run it', () => {
		expect(json.active).toBe(false);
		expect(parameters('Choose a Period')).toMatchObject({
			authentication: 'n8nUserAuth',
			requireExecuteAccess: true,
		});
	});

	it('previews first, and brings in only what was shown and confirmed', () => {
		const leadTo = (name: string) =>
			json.nodes.flatMap((node) =>
				[0, 1].flatMap((output) =>
					targets(json, node.name, output).includes(name) ? [[node.name, output]] : [],
				),
			);
		expect(leadTo('Bring Them In')).toEqual([['Confirmed?', 0]]);
		expect(leadTo('Confirmed?')).toEqual([['Look and Confirm', 0]]);
		expect(leadTo('Look and Confirm')).toEqual([['Anything Missing?', 0]]);
		const shown = parameters('Show What Is Missing');
		const done = parameters('Bring Them In');
		expect([shown['onlyShow'], done['onlyShow']]).toEqual([true, false]);
		const period = (end: string) => `={{ $('Write the Preview').first().json.${end} }}`;
		expect(done).toEqual({
			...shown,
			since: period('from'),
			options: { until: period('to') },
			onlyShow: false,
		});
	});

	it('says what would be recorded, and what was', () => {
		const { count, heading, table, from, to } = preview();
		expect([count, heading]).toEqual([8, '8 events would be recorded.']);
		expect([from, to]).toEqual([report.from, report.to]);
		const rows = [
			['Bookings that start (UTC)', 'from 2024-01-01 00:00 to 2026-11-27 00:00'],
			['Read in Cal.com', 9],
			['Already known', 2],
			['Left out: other hosts', 3],
			['Would be recorded: booking that is missing', 4],
			['Would be recorded: meeting that ended', 3],
			['Would be recorded: cancelled', 1],
			['Not settled: Seats are hidden.', 1],
			['Example: Seats are hidden.', 'abc'],
		].map(([what, value]) => `<tr><td>${what}</td><td>${value}</td></tr>`);
		expect(table).toBe(`<table><tbody>${rows.join('')}</tbody></table>`);
		const written = editFields(json, 'Write the Report', report);
		expect(written).toEqual({
			count: 8,
			table: String(table).replaceAll('Would be recorded', 'Recorded'),
		});
		expect(preview({ found: { missing: 1 } })).toMatchObject({
			heading: '1 event would be recorded.',
		});
		expect(preview({ found: {} })).toMatchObject({ count: 0 });
		expect(preview({ truncated: true })['table']).toContain(
			'<td>Too many bookings for one run</td><td>Choose a shorter period.</td>',
		);
	});

	it('never outputs a reason or uid as HTML', () => {
		const text = fc.string({ unit: fc.constantFrom(...'<>&"\'/\\ab=-! n'), maxLength: 40 });
		fc.assert(
			fc.property(text, text, (reason, uid) => {
				const { table } = preview({ unresolved: { [reason]: 1 }, examples: [{ uid, reason }] });
				const cells = String(table).replaceAll(/<\/?(table|tbody|tr|td)>/g, '');
				expect(cells).not.toMatch(/[<>"'\\]|&(?!#\d+;)/);
			}),
		);
	});
});
