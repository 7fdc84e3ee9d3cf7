import { listLeads } from '../../../core/db/repositories/leads';
import { attempt } from '../../../core/db/transaction';
import type { Operation } from '../../../core/n8n/operation';
import { filtersOf, listFields } from '../../fields';
import { limitOf, rowsOut } from '../../output';

export const getManyLeads: Operation = {
	resource: 'lead',
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many leads',
	description: 'Get the newest leads',
	fields: [
		...listFields,
		filtersOf(
			{
				displayName: 'Reference',
				name: 'reference',
				type: 'string',
				default: '',
				placeholder: 'e.g. level_check',
			},
			{
				displayName: 'Search',
				name: 'search',
				type: 'string',
				default: '',
				description: 'Part of a name, e-mail or phone number',
			},
		),
	],
	async execute(context) {
		const { db, param } = context;
		const filter = {
			text: String(param('filters.search', '')).trim(),
			reference: String(param('filters.reference', '')).trim(),
		};
		return rowsOut(await attempt(async () => await listLeads(db, filter, limitOf(context))));
	},
};
