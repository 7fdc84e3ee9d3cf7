import type { INodeProperties } from 'n8n-workflow';

import { defaultParseSettings, type ParseSettings } from '../domain/parseSettings';

interface Parameters {
	getNodeParameter(name: string, fallback?: unknown): unknown;
}

/** Shown by the trigger, and wherever a person enters a phone number. */
export const defaultCountry: INodeProperties = {
	displayName: 'Default Country',
	name: 'defaultCountry',
	type: 'string',
	default: 'NL',
	placeholder: 'e.g. NL',
	description: 'Two-letter code of the country of phone numbers without a country code',
};

/** How bodies are parsed: shown by the trigger, kept with each event. */
export const readingFields: INodeProperties[] = [
	{
		displayName: 'Booking Types',
		name: 'bookingTypes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Booking Type',
		description: 'Booking types by title. The first matching rule applies.',
		default: {
			rule: defaultParseSettings.bookingTypes.map((rule) => ({ ...rule })),
		},
		options: [
			{
				displayName: 'Rule',
				name: 'rule',
				values: [
					{
						displayName: 'Title Contains',
						name: 'titleContains',
						type: 'string',
						default: '',
						placeholder: 'e.g. exam prep',
						description:
							'Part of the name of the event type or of the booking in Cal.com, in upper or lower case',
					},
					{
						displayName: 'Booking Type',
						name: 'bookingType',
						type: 'string',
						default: '',
						placeholder: 'e.g. exam_prep',
						description: 'Value for <code>bookings.booking_type</code>',
					},
				],
			},
		],
	},
	{
		displayName: 'Default Booking Type',
		name: 'defaultBookingType',
		type: 'string',
		default: 'level_check',
		description: 'Booking type if no rule matches',
	},
	defaultCountry,
	{
		displayName: "School's Own Phone Numbers",
		name: 'ownPhones',
		type: 'string',
		default: '',
		placeholder: 'e.g. +31201234567, +31612345678',
		description:
			'Phone numbers of the school, separated by commas. They are never saved as the number of a guest.',
	},
];

/** The settings that `readingFields` show. Empty rules are left out. */
export function parseSettings(parameters: Parameters): ParseSettings {
	const { rule = [] } = parameters.getNodeParameter('bookingTypes', {}) as {
		rule?: ParseSettings['bookingTypes'];
	};
	const text = (name: 'defaultBookingType' | 'defaultCountry') =>
		String(parameters.getNodeParameter(name, '')).trim() || defaultParseSettings[name];
	return {
		bookingTypes: rule.filter(({ titleContains, bookingType }) => titleContains && bookingType),
		defaultBookingType: text('defaultBookingType'),
		defaultCountry: text('defaultCountry').toUpperCase(),
		ownPhones: String(parameters.getNodeParameter('ownPhones', '') ?? '')
			.split(/[,;\n]/)
			.map((phone) => phone.trim())
			.filter((phone) => phone !== ''),
	};
}
