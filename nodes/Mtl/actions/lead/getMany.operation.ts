import { listLeads } from '../../../shared/db/repositories/leads';
import { attempt } from '../../../shared/db/transaction';
import type { Operation } from '../../../shared/n8n/operation';
import { listFields } from '../../fields';
import { limitOf, rowsOut } from '../list';

export const getManyLeads: Operation = {
	resource: 'lead',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many leads',
	description: 'Get the newest leads',
	fields: [
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			description: 'Part of a name, e-mail or phone number',
		},
		{
			displayName: 'Reference',
			name: 'referenceIs',
			type: 'string',
			default: '',
			placeholder: 'e.g. level_check',
		},
		...listFields,
	],
	async execute(context) {
		const { db, param } = context;
		const filter = {
			text: String(param('search', '')).trim(),
			reference: String(param('referenceIs', '')).trim(),
		};
		return rowsOut(await attempt(async () => await listLeads(db, filter, limitOf(context))));
	},
};
