import { type INodeProperties, type INodeTypeDescription, NodeConnectionTypes } from 'n8n-workflow';

import type { Operation } from '../core/n8n/operation';
import { operations } from './operations';
import { type Field, shareFields } from './sharedFields';

const resources: Array<{ name: string; value: Operation['resource'] }> = [
	{ name: 'Activity', value: 'activity' },
	{ name: 'Booking', value: 'booking' },
	{ name: 'Database', value: 'database' },
	{ name: 'Event', value: 'event' },
	{ name: 'Lead', value: 'lead' },
];

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: resources,
	default: 'booking',
};

function operationsOf(value: Operation['resource']): INodeProperties {
	const own = operations.filter((operation) => operation.resource === value);
	const [first] = own;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: own
			.map(({ name, value: operation, action, description: text }) => ({
				name,
				value: operation,
				action,
				description: text,
			}))
			.sort((a, b) => (a.name < b.name ? -1 : 1)),
		default: '',
		...(first && { default: first.value }),
	};
}

const mapping: INodeProperties = {
	displayName: 'Mapping',
	name: 'dataMode',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Map Automatically',
			value: 'autoMapInputData',
			description: 'Take all fields from the incoming booking event',
		},
		{
			name: 'Define Below',
			value: 'defineBelow',
			description: 'Set each field yourself, with values or expressions',
		},
	],
	default: 'autoMapInputData',
	description: 'Where the fields come from',
};

function onlyDefinedBelow(field: INodeProperties): INodeProperties {
	const show = { ...field.displayOptions?.show, dataMode: ['defineBelow'] };
	return { ...field, displayOptions: { ...field.displayOptions, show } };
}

function fieldsOf(operation: Operation): Field[] {
	const { mapsAutomatically, ownFields = [], fields = [] } = operation;
	return [
		...(mapsAutomatically ? [mapping] : []),
		...ownFields.map(onlyDefinedBelow),
		...fields,
	].map((property) => ({ of: operation, property }));
}

export const description: Omit<INodeTypeDescription, 'icon' | 'subtitle' | 'credentials'> = {
	displayName: 'MTL',
	name: 'mtl',
	group: ['output'],
	version: [1],
	defaultVersion: 1,
	description: 'Manage leads, bookings and timelines in the MySQL database',
	defaults: { name: 'MTL' },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	hints: [
		{
			message:
				'This step takes all fields from the booking event. Connect it after a Cal.com Booking Trigger, or set Mapping to "Define Below".',
			type: 'info',
			location: 'inputPane',
			whenToDisplay: 'beforeExecution',
			displayCondition:
				'={{ $parameter["dataMode"] === "autoMapInputData" && $input.all().length > 0 && !$input.first().json.event }}',
		},
	],
	properties: [
		resource,
		...resources.map(({ value }) => operationsOf(value)),
		...shareFields(operations.flatMap(fieldsOf), operations),
	],
};
