import type { IDataObject } from 'n8n-workflow';

import { fixture, read } from './events';
import { type Mtl, runStep } from './n8nCoreNode';

/** An event on its way through a branch. */
export const event = read(fixture('booking_created.basic'));

/** What is needed to record it. */
export const unrecorded = {
	payload: JSON.stringify(fixture('booking_created.basic')),
	bodyHash: 'f'.repeat(64),
	reading: '{}',
};

/** What a failed step adds to the item. */
export const failure = {
	error: 'It broke.',
	details: { step: 'Save Lead', hint: 'Mend it.', code: 'unexpected' },
};
export const reason = 'Save Lead: It broke. Mend it.';

/** Runs Event: Fail on the event after that failure. */
export async function failing(mtl: Mtl, changes: object = {}) {
	const item = { ...event, ...failure, ...changes } as IDataObject;
	return await runStep(mtl.step('event.fail'), [item]);
}

/** The inbox, with whether each event is due. */
export async function rowsAndDue({ database }: Mtl) {
	return await database.query(
		'SELECT *, next_attempt_at <= UTC_TIMESTAMP(3) AS due FROM webhook_events',
	);
}
