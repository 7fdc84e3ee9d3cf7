import type { IDataObject, NodeOperationError } from 'n8n-workflow';

import { eventError, nodeError } from '../../nodes/core/n8n/errors';
import { editFields } from '../support/editFields';
import { exported } from '../support/workflowFiles';

const json = exported('alert-on-failure.json');
const node = json.nodes[0] as never;
const url = 'http://127.0.0.1:5678/workflow/mtlCalComBookings01/executions/7';
/** An execution's error as n8n stores it: its own fields, and the message. */
const inExecution = (error: NodeOperationError): IDataObject => ({
	execution: { id: '7', url, error: { ...error, message: error.message } },
});
/** A trigger's error as n8n stores it: in JSON. */
const inTrigger = (error: NodeOperationError): IDataObject => ({
	trigger: { error: JSON.parse(JSON.stringify(error)) as IDataObject, mode: 'trigger' },
});
/** The result of "Keep the Reason": the package's steps name their event in the error. */
const kept = (item: IDataObject): IDataObject => {
	const { error } = (item['execution'] ?? item['trigger']) as {
		error?: { context?: { event?: IDataObject } };
	};
	return { ...item, event: error?.context?.event ?? { id: null, needsPerson: true } };
};
const read = (item: IDataObject) => {
	const workflow = { id: 'mtlCalComBookings01', name: 'Cal.com bookings' };
	return editFields(json, 'Read the Error', { ...kept(item), workflow });
};
const described = (item: IDataObject) => editFields(json, 'Describe the Failure', read(item));
const failed = (needsPerson: boolean) =>
	eventError(node, 'Save Lead: It broke.', 'Mend it.', { id: 12, needsPerson });

describe.each([
	['an execution', inExecution],
	['a trigger', inTrigger],
])('the alert about an error of %s', (_name, wrapped) => {
	it.each([
		['an event that is tried again', failed(false), false],
		['an event that was quarantined', failed(true), true],
		['no event', nodeError(node, 'Set up wrongly.', ''), true],
	])('asks for a person when needed: %s', (_what, error, needsPerson) => {
		expect(read(wrapped(error))).toMatchObject({ needsPerson, reason: error.message });
	});

	it('names the event, the reason and what to do', () => {
		const { subject, text } = described(wrapped(failed(true)));
		expect(subject).toBe('Booking event 12 needs you');
		expect(text).toContain('Save Lead: It broke.\n\nEvent: id 12 in webhook_events.');
		expect(text).toContain(
			'What to do: Mend it.\nAfter that, the event runs again within a minute',
		);
	});

	it('says that there is no event, and where to look', () => {
		const { subject, text } = described(wrapped(nodeError(node, 'Set up wrongly.', '')));
		expect(subject).toBe('Workflow failed: Cal.com bookings');
		expect(text).toContain('Set up wrongly.\n\nThis failure does not name an event in the inbox.');
		expect(text).toContain('What to do: Open the execution');
	});
});

describe('the alert', () => {
	it('links to the execution, or to the list of executions if it does not exist yet', () => {
		const error = failed(true);
		expect(read(inExecution(error))['execution']).toBe(url);
		error.context['executionsUrl'] = 'http://127.0.0.1:5678/workflow/w/executions';
		expect(read(inTrigger(error))['execution']).toBe(error.context['executionsUrl']);
	});

	it('is also raised for an error without a message', () => {
		const item = { execution: { id: '7', url } };
		expect(read(item)).toMatchObject({ needsPerson: true, reason: 'No reason was given.' });
		expect(described(item)['text']).toContain(url);
	});
});
