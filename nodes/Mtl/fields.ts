import type { INodeProperties } from 'n8n-workflow';

import { defaultParseSettings } from '../core/domain/parseSettings';
import { defaultCountry } from '../core/n8n/parseFields';
import { defaultOrigin } from '../core/services/saveLeads';

/**
 * Fields as one collection. n8n walks through the properties of every node three times for each request, so a
 * property of the node costs more than a field of a collection.
 */
const collection = (
	displayName: string,
	name: string,
	options: INodeProperties[],
	more: Partial<INodeProperties>,
): INodeProperties => ({ displayName, name, type: 'collection', options, default: {}, ...more });

/** What "Define Below" shows besides the required fields: n8n would ask for those even in a hidden collection. */
export function fieldsBelow(...fields: INodeProperties[]): INodeProperties {
	const shown = Object.fromEntries(fields.map(({ name, default: value }) => [name, value]));
	return collection('Fields', 'fields', fields, { placeholder: 'Add Field', default: shown });
}

/** The filters of a "Get Many": none until someone adds one. */
export function filtersOf(...fields: INodeProperties[]): INodeProperties {
	return collection('Filters', 'filters', fields, { placeholder: 'Add Filter' });
}

const text = (
	displayName: string,
	name: string,
	more: Partial<INodeProperties> = {},
): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	...more,
});

export const email = text('Email', 'email', {
	placeholder: 'e.g. name@example.com',
	description: 'Identifies the person: one email address is one lead',
});
export const personFields: INodeProperties[] = [
	email,
	text('First Name', 'firstName'),
	text('Last Name', 'lastName'),
	text('Phone', 'phone', { placeholder: 'e.g. +31612345678' }),
	defaultCountry,
	text('Notes', 'notes', { typeOptions: { rows: 3 } }),
];

/** What a lead keeps about its first contact. */
export const originFields: INodeProperties[] = [
	text('Reference', 'reference', {
		placeholder: 'e.g. open_day',
		description:
			'What first brought the person here; the booking type if empty. Never changed afterwards.',
	}),
	text('Source Detail', 'sourceDetail', {
		default: defaultOrigin.sourceDetail,
		description: 'Where the person first came from. Never changed afterwards.',
	}),
];

/** Which answers go to which columns of the school's own. */
export const answerColumns: INodeProperties = {
	displayName: 'Answers to Columns',
	name: 'answerColumns',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Answer',
	default: {},
	description:
		'Which answers to your own questions in Cal.com go to which columns of your own. A newer answer replaces an older one; an empty one erases nothing.',
	options: [
		{
			displayName: 'Answer',
			name: 'answer',
			values: [
				{
					displayName: 'Question',
					name: 'question',
					type: 'string',
					default: '',
					placeholder: 'e.g. native-language',
					description: 'Identifier of the question in the booking form in Cal.com',
				},
				{
					displayName: 'Column Name or ID',
					name: 'column',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getOwnColumns' },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
			],
		},
	],
};

export const uid = text('Booking UID', 'uid', {
	required: true,
	description: 'The UID in Cal.com. Any UID that the booking has ever had works.',
});
export const assignTeacher: INodeProperties = {
	displayName: 'Assign Teacher',
	name: 'assignTeacher',
	type: 'boolean',
	default: true,
	description:
		'Whether to assign the user with the email address of the organizer in Cal.com as teacher. A teacher assigned manually stays until Cal.com names another organizer.',
};
export const startsAt = text('Starts At', 'startsAt', {
	type: 'dateTime',
	description: 'In UTC, unless the value has an offset',
});
export const endsAt = text('Ends At', 'endsAt', {
	type: 'dateTime',
	description: 'In UTC, unless the value has an offset',
});
export const bookingFields: INodeProperties[] = [
	startsAt,
	endsAt,
	text('Booking Type', 'bookingType', { default: defaultParseSettings.defaultBookingType }),
	text('Title', 'title'),
	text('Meeting URL', 'meetingUrl'),
];
export const previousUid = text('Previous Booking UID', 'previousUid', {
	description: 'The UID that the new one replaces, if they differ',
});
export const cancellationReason = text('Cancellation Reason', 'cancellationReason');

export const timeZone = text('Time Zone', 'timeZone', {
	default: 'UTC',
	placeholder: 'e.g. Europe/Amsterdam',
	description: 'Time zone of the times in the text',
});

export const schoolTimeZone = text('Time Zone', 'timeZone', {
	placeholder: 'e.g. Europe/Amsterdam',
	description:
		'Time zone of the school. Migrate stores it in the database. If empty, the stored one counts, Europe/Amsterdam at first.',
});

export const bookingId: INodeProperties = {
	displayName: 'Booking ID',
	name: 'bookingId',
	type: 'number',
	default: 0,
	required: true,
	description: 'ID in the table <code>bookings</code>',
};
export const leadId: INodeProperties = {
	displayName: 'Lead ID',
	name: 'leadId',
	type: 'number',
	default: 0,
	description: 'ID in the table <code>leads</code>',
};
export const eventId: INodeProperties = {
	displayName: 'Event ID',
	name: 'eventId',
	type: 'number',
	default: 0,
	required: true,
	description: 'ID in the table <code>webhook_events</code>',
};

export const listFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];
