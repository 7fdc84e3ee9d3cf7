import type { IDataObject } from 'n8n-workflow';

import { checkDatabase as check } from '../../../core/db/migration/check';
import type { Operation } from '../../../core/n8n/operation';

export const checkDatabase: Operation = {
	resource: 'database',
	value: 'check',
	name: 'Check',
	action: 'Check the database',
	description: 'See whether the database has all tables and privileges; changes nothing',
	execute: async ({ db }) => ({ ...(await check(db)) }) as unknown as IDataObject,
};
