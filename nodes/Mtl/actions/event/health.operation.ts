import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/n8n/operation';
import { healthOf } from '../../../shared/services/health';

export const checkHealth: Operation = {
	resource: 'event',
	value: 'health',
	name: 'Health',
	action: 'Check the health of the inbox',
	description: 'Count events by status, and see how old the oldest unfinished one is',
	execute: async ({ db }) => JSON.parse(JSON.stringify(await healthOf(db))) as IDataObject,
};
