import type { INodeProperties } from 'n8n-workflow';

/** Which bookings are the school's, beside those of the account itself. */
export const eventTypes: INodeProperties = {
	displayName: 'Event Types',
	name: 'eventTypeIds',
	type: 'string',
	default: '',
	placeholder: 'e.g. 812, 820',
	description:
		"Numbers of event types whose bookings all count, such as a team's event types. The number is in the address of the event type's page in Cal.com. Bookings whose host is the owner of the API key always count.",
};

export const teams: INodeProperties = {
	displayName: 'Teams',
	name: 'teamIds',
	type: 'string',
	default: '',
	placeholder: 'e.g. 31',
	description:
		"Numbers of teams, all of whose event types count. The number is in the address of the team's page in Cal.com.",
};

export const previewOnly: INodeProperties = {
	displayName: 'Preview Only',
	name: 'onlyShow',
	type: 'boolean',
	default: false,
	description: 'Whether to show what would happen without changing anything',
};
