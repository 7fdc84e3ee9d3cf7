import type { Operation } from '../../../core/n8n/operation';
import { checkDatabase as check } from '../../../core/services/queries';

export const checkDatabase: Operation = {
	resource: 'database',
	value: 'check',
	name: 'Check',
	action: 'Check the database',
	description:
		'Check whether the database has all tables and privileges, without changing anything',
	execute: async ({ db }) => ({ ...(await check(db)) }),
};
