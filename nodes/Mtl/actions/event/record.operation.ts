import type { IDataObject } from 'n8n-workflow';

import { isAway, MtlError } from '../../../core/domain/errors';
import { afterRefusal, eventError, nodeErrorOf } from '../../../core/n8n/errors';
import type { Operation, OperationContext } from '../../../core/n8n/operation';
import { recordLate } from '../../../core/services/recordReceived';

export const recordEvent: Operation = {
	resource: 'event',
	value: 'record',
	name: 'Record',
	action: 'Record an event',
	description:
		'Record a delivery that arrived while the database was away; passes it on if it is still away',
	mapsAutomatically: true,
	keepsFailures: true,
	passesOnUnrecorded: true,
	execute: async (context) => await record(context),
};

/** Sends nothing out once the event is recorded: the Unfinished Events Trigger starts it. */
async function record({ db, json, event, functions }: OperationContext): Promise<IDataObject[]> {
	const { unrecorded, ...item } = event();
	if (!unrecorded) {
		throw new MtlError(
			'input',
			'The event is already recorded.',
			'Connect this step to the "Database Away" output of the Cal.com Booking Trigger.',
		);
	}
	try {
		await recordLate(db, item, unrecorded);
		return [];
	} catch (fault) {
		if (isAway(fault)) return [json];
		const node = functions.getNode();
		if (!(fault instanceof MtlError)) throw nodeErrorOf(node, fault);
		const next = `${fault.hint} ${afterRefusal}`.trim();
		throw eventError(node, fault.message, next, { id: null, needsPerson: true });
	}
}
