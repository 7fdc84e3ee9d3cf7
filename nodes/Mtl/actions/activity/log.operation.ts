import type { IDataObject } from 'n8n-workflow';

import { MtlError } from '../../../core/domain/errors';
import { itemOut } from '../../../core/n8n/item';
import type { Operation, OperationContext } from '../../../core/n8n/operation';
import { ensureRecorded } from '../../../core/n8n/recording';
import { addNote, logActivity as logEvent } from '../../../core/services/logActivity';
import { fieldsBelow, leadId, timeZone } from '../../fields';

export const logActivity: Operation = {
	resource: 'activity',
	value: 'log',
	name: 'Log',
	action: 'Log an activity',
	description: 'Add a line to the timeline of a lead; each event adds its line only once',
	mapsAutomatically: true,
	fields: [timeZone],
	ownFields: [
		{ ...leadId, required: true },
		{ displayName: 'Subject', name: 'subject', type: 'string', default: '', required: true },
		fieldsBelow(
			{
				displayName: 'Booking ID',
				name: 'bookingId',
				type: 'number',
				default: 0,
				description: 'The booking that the activity is about; 0 for none',
			},
			{ displayName: 'Type', name: 'activityType', type: 'string', default: 'note' },
			{ displayName: 'Body', name: 'body', type: 'string', typeOptions: { rows: 3 }, default: '' },
		),
	],
	execute: async (context) => await (context.automatic ? fromEvent(context) : fromFields(context)),
};

async function fromEvent(context: OperationContext): Promise<IDataObject> {
	const item = await ensureRecorded(context.db, context.event());
	const bookings = item.saved?.bookings;
	if (!bookings) {
		throw new MtlError(
			'input',
			'No Booking step ran before this one, so there is no timeline to write to.',
			'Add a Booking step before Activity: Log.',
		);
	}
	const zone = context.timeZone('timeZone', 'Time Zone');
	const activities = await logEvent(context.db, item, bookings, zone);
	const first = activities[0];
	const activity = first ? { id: first.id, subject: first.subject } : null;
	return itemOut(context.json, item, { activity, saved: { bookings, activities } });
}

async function fromFields(context: OperationContext): Promise<IDataObject> {
	const subject = context.requiredText('subject', 'Subject');
	const id = await addNote(context.db, {
		leadId: context.id('leadId', 'Lead ID'),
		bookingId: context.optionalId('fields.bookingId', 'Booking ID'),
		type: context.text('fields.activityType') ?? 'note',
		subject,
		body: context.text('fields.body') ?? '',
	});
	return { activity: { id, subject } };
}
