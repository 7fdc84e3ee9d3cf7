import type { IDataObject } from 'n8n-workflow';

import { insertActivity } from '../../../core/db/repositories/activities';
import { attempt } from '../../../core/db/transaction';
import { MtlError } from '../../../core/domain/errors';
import type { Operation, OperationContext } from '../../../core/n8n/operation';
import { ensureRecorded } from '../../../core/n8n/recording';
import { logActivity as logEvent } from '../../../core/services/logActivity';
import { fieldsBelow, leadId } from '../../fields';
import { idFrom } from '../../output';

export const logActivity: Operation = {
	resource: 'activity',
	value: 'log',
	name: 'Log',
	action: 'Log an activity',
	description: "Add a line to a lead's timeline; an event's line is added once",
	mapsAutomatically: true,
	fields: [
		{
			displayName: 'Time Zone',
			name: 'timeZone',
			type: 'string',
			default: 'UTC',
			placeholder: 'e.g. Europe/Amsterdam',
			description: 'The time zone in which times are written on the timeline',
		},
	],
	ownFields: [
		{ ...leadId, required: true },
		{ displayName: 'Subject', name: 'subject', type: 'string', default: '', required: true },
		fieldsBelow(
			{
				displayName: 'Booking ID',
				name: 'bookingId',
				type: 'number',
				default: 0,
				description: 'The booking it is about; 0 for none',
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
			'No booking step ran before this one, so there is no timeline to write to.',
			'Put a Booking step before Activity: Log.',
		);
	}
	const timeZone = String(context.param('timeZone', 'UTC')).trim() || 'UTC';
	if (!isTimeZone(timeZone)) {
		throw new MtlError(
			'input',
			'The field "Time Zone" is no time zone.',
			'Write it like Europe/Amsterdam.',
		);
	}
	const activities = await logEvent(context.db, item, bookings, timeZone);
	const first = activities[0];
	const activity = first ? { id: first.id, subject: first.subject } : null;
	return { ...context.json, ...item, activity, saved: { bookings, activities } } as never;
}

async function fromFields(context: OperationContext): Promise<IDataObject> {
	const text = (name: string) => String(context.param(name, '') ?? '').trim();
	const line = {
		leadId: idFrom(context, 'leadId', 'Lead ID'),
		bookingId: Number(context.param('fields.bookingId', 0)) || null,
		type: text('fields.activityType') || 'note',
		subject: text('subject'),
		body: text('fields.body'),
		eventKey: null,
		occurredAt: new Date(),
		position: null,
	};
	const { id } = await attempt(async () => await insertActivity(context.db, line));
	return { activity: { id, subject: line.subject } };
}

/** Asking Intl takes a millisecond. */
const knownZones = new Set<string>(['UTC']);

function isTimeZone(name: string): boolean {
	if (knownZones.has(name)) return true;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
	} catch {
		return false;
	}
	knownZones.add(name);
	return true;
}
