import fc from 'fast-check';

import { editFields } from '../support/editFields';
import { exported, targets } from '../support/workflowFiles';

const json = exported('replay-events.json');
const parameters = (name: string) =>
	json.nodes.find((node) => node.name === name)?.parameters ?? {};
const event = {
	id: 7,
	receivedAt: '2026-11-25T10:00:00.000Z',
	type: 'BOOKING_CREATED',
	uid: 'abc',
	status: 'failed',
	error: 'It broke.',
};
const shown = (events: object[]) =>
	editFields(json, 'Write the Table', { count: events.length, events: events as never });

describe('the workflow "Replay events"', () => {
	it('is not published, and its form is only for people who may run it', () => {
		expect(json.active).toBe(false);
		expect(parameters('Choose Events')).toMatchObject({
			authentication: 'n8nUserAuth',
			requireExecuteAccess: true,
		});
	});

	it('previews first, and runs only what was shown and confirmed', () => {
		expect(parameters('Show What Would Run')).toMatchObject({ onlyShow: true });
		const leadTo = (name: string) =>
			json.nodes.flatMap((node) =>
				[0, 1].flatMap((output) =>
					targets(json, node.name, output).includes(name) ? [[node.name, output]] : [],
				),
			);
		expect(leadTo('Run Them Again')).toEqual([['Confirmed?', 0]]);
		expect(leadTo('Confirmed?')).toEqual([['Look and Confirm', 0]]);
		expect(leadTo('Look and Confirm')).toEqual([['Write the Table', 0]]);
		expect(parameters('Run Them Again')).toMatchObject({
			onlyShow: false,
			replayStatuses: [],
			eventIds: "={{ $('Write the Table').first().json.ids.join(', ') }}",
		});
	});

	it('lists each event with its reason', () => {
		const { ids, heading, table } = shown([event, { ...event, id: 8, error: null }]);
		expect(ids).toEqual([7, 8]);
		expect(heading).toBe('2 events would run again.');
		expect(table).toContain(
			'<tr><td>7</td><td>2026-11-25 10:00</td><td>BOOKING_CREATED</td><td>abc</td><td>failed</td><td>It broke.</td></tr>',
		);
		expect(table).toContain('<td>8</td>');
	});

	it('shows 500 at a time, and runs only those', () => {
		const many = Array.from({ length: 700 }, (_, index) => ({ ...event, id: index + 1 }));
		const { ids, heading } = shown(many);
		expect((ids as number[]).at(-1)).toBe(500);
		expect(heading).toBe('The oldest 500 of 700 events would run again.');
	});

	it('never outputs a reason, type or uid as HTML', () => {
		const text = fc.string({ unit: fc.constantFrom(...'<>&"\'/\\ab=-! n'), maxLength: 40 });
		fc.assert(
			fc.property(text, text, text, (error, type, uid) => {
				const { table } = shown([{ ...event, error, type, uid }]);
				const cells = String(table).replaceAll(/<\/?(table|thead|tbody|tr|th|td)>/g, '');
				expect(cells).not.toMatch(/[<>"'\\]|&(?!#\d+;)/);
			}),
		);
	});
});
