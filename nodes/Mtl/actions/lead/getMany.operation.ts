import type { Operation } from '../../../core/n8n/operation';
import { listLeads } from '../../../core/services/queries';
import { filtersOf, listFields } from '../../fields';
import { rowsOut } from '../../output';

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
				description: 'Part of a name, email or phone number',
			},
		),
	],
	async execute({ db, text, limit }) {
		const filter = { text: text('filters.search'), reference: text('filters.reference') };
		return rowsOut(await listLeads(db, filter, limit()));
	},
};
