import { findLead } from '../../../core/db/repositories/leads';
import { attempt } from '../../../core/db/transaction';
import { emailFromField } from '../../../core/n8n/mapping';
import type { Operation } from '../../../core/n8n/operation';
import { email, leadId } from '../../fields';
import { idFrom, rowOut } from '../../output';

export const getLead: Operation = {
	resource: 'lead',
	value: 'get',
	name: 'Get',
	action: 'Get a lead',
	description: 'Get one lead by e-mail or ID',
	fields: [email, { ...leadId, description: 'Used when no e-mail is given' }],
	async execute(context) {
		const address = emailFromField(context);
		const by = address ? { email: address } : { id: idFrom(context, 'leadId', 'Lead ID') };
		return rowOut(await attempt(async () => await findLead(context.db, by)), 'lead');
	},
};
