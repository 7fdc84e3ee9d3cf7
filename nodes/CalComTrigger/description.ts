import {
	fromParameter,
	type INodeProperties,
	type INodeTypeDescription,
	NodeConnectionTypes,
	webhookDescriptionFields,
} from 'n8n-workflow';

import { defaultEvents, triggerEvents } from '../core/calcom/events';
import { readingFields } from '../core/n8n/parseFields';
import { triggerOutputNames } from '../core/n8n/routes';
import { defaultPath } from './path';
import { registrationFields } from './registration';

const properties: INodeProperties[] = [
	{
		displayName:
			'In Cal.com, open Settings → Developer → Webhooks → New, paste the Production URL from above as Subscriber URL, select the events below, and set the same secret as in the "Cal.com webhook" credential. Then publish this workflow and use Cal.com\'s "Ping test".',
		name: 'setUpNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { registers: [false] } },
	},
	...registrationFields,
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: Object.entries(triggerEvents).map(([value, { label, description }]) => ({
			name: label,
			value,
			description,
		})),
		default: [...defaultEvents],
		required: true,
		description: 'Events that start the workflow. All others are recorded as ignored.',
	},
	{
		displayName: 'Verify Signature',
		name: 'verifySignature',
		type: 'boolean',
		default: true,
		description:
			'Whether to accept only deliveries that are signed with the secret in the credential',
	},
	{
		displayName:
			'Anyone who knows the webhook address can currently create and cancel bookings. Turn on verification before you go live.',
		name: 'unverifiedNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { verifySignature: [false] } },
	},
	{
		displayName: 'Respond',
		name: 'respond',
		type: 'options',
		options: [
			{
				name: 'When the Branch Finishes',
				value: 'whenFinished',
				description: 'Answers 200 processed, or 500 failed with the reason',
			},
			{
				name: 'Immediately',
				value: 'atOnce',
				description: 'Answers 202 accepted as soon as the event is recorded',
			},
		],
		default: 'whenFinished',
		description:
			'When Cal.com gets its answer. A self-hosted Cal.com makes the guest wait for it: choose Immediately there, or if steps of your own are slow.',
	},
	{
		displayName: 'Share Executions',
		name: 'shareExecutions',
		type: 'boolean',
		default: false,
		description:
			'Whether deliveries that arrive while an execution runs share the next one. Faster under load, but your own steps then see several bookings at once. In queue mode, each delivery has its own execution anyway.',
	},
	...readingFields,
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: defaultPath,
		required: true,
		description: 'Last part of the webhook address',
	},
	{
		displayName: 'Include Raw Body',
		name: 'includeRawBody',
		type: 'boolean',
		default: false,
		description: 'Whether to add what Cal.com sent, without credentials, to the item',
	},
];

export const description: Omit<INodeTypeDescription, 'icon' | 'subtitle' | 'credentials'> = {
	displayName: 'Cal.com Booking Trigger',
	name: 'calComTrigger',
	group: ['trigger'],
	// There is no version 1: n8n can skip its expression engine only for webhooks from version 2
	// on.
	version: [2],
	defaultVersion: 2,
	description: 'Records each Cal.com delivery once and starts the matching branch',
	eventTriggerDescription: 'Waiting for a booking: make one in Cal.com, or press "Ping test" there',
	activationMessage: 'Bookings from Cal.com are now received at the Production URL.',
	defaults: { name: 'Cal.com Booking Trigger' },
	inputs: [],
	outputs: triggerOutputNames.map(() => NodeConnectionTypes.Main),
	outputNames: [...triggerOutputNames],
	webhooks: [
		{
			name: 'default',
			httpMethod: 'POST',
			responseMode: 'responseNode',
			isFullPath: true,
			...webhookDescriptionFields({ path: fromParameter('path', defaultPath) }),
		},
	],
	properties,
};
