import {
	fromParameter,
	type INodeProperties,
	type INodeTypeDescription,
	NodeConnectionTypes,
	webhookDescriptionFields,
} from 'n8n-workflow';

import { defaultPath } from './path';

const properties: INodeProperties[] = [
	{
		displayName:
			'Publish this workflow, then open the Production URL in a browser in which you are signed in to n8n. n8n keeps its session cookie from nodes like this one; the hook of this package (EXTERNAL_HOOK_FILES) asks n8n who has opened the page, and tells the node only the name and email address.',
		name: 'signInNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'People',
		name: 'people',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. anna@example.com, ben@example.com',
		description:
			'Email addresses of the users of this n8n who may open the desk. The owner of this n8n always may.',
	},
	{
		displayName: 'Language',
		name: 'language',
		type: 'options',
		options: [
			{ name: 'Dutch', value: 'nl' },
			{ name: 'English', value: 'en' },
		],
		default: 'en',
		description: 'Language of the pages',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: 'Europe/Amsterdam',
		placeholder: 'e.g. Europe/Amsterdam',
		description: 'Time zone of the school',
	},
	{
		displayName: 'Cal.com Address',
		name: 'calComUrl',
		type: 'string',
		default: 'https://app.cal.com',
		description: 'Where bookings are opened in Cal.com. If empty, no link is shown.',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: defaultPath,
		required: true,
		description: 'Last part of the address',
	},
];

const webhook = {
	responseMode: 'onReceived',
	isFullPath: true,
	...webhookDescriptionFields({ path: fromParameter('path', defaultPath) }),
} as const;

export const description: Omit<
	INodeTypeDescription,
	'group' | 'icon' | 'subtitle' | 'credentials'
> = {
	displayName: 'MTL Desk',
	name: 'mtlDesk',
	// As for the booking trigger, there is no version 1: n8n can skip its expression engine only
	// from version 2 on.
	version: [2],
	defaultVersion: 2,
	description: 'Shows bookings to the people of the school, and starts when they change one',
	eventTriggerDescription: 'Open the Production URL of the published workflow',
	activationMessage: 'The desk can now be opened at the Production URL.',
	defaults: { name: 'Desk' },
	inputs: [],
	outputs: [NodeConnectionTypes.Main],
	webhooks: [
		{ name: 'setup', httpMethod: 'GET', ...webhook },
		{ name: 'default', httpMethod: 'POST', ndvHideUrl: true, ...webhook },
	],
	properties,
};
