import type { Operation } from '../../../core/n8n/operation';
import { findLead } from '../../../core/services/queries';
import { email as emailField, leadId } from '../../fields';
import { rowOut } from '../../output';

export const getLead: Operation = {
	resource: 'lead',
	value: 'get',
	name: 'Get',
	action: 'Get a lead',
	description: 'Get a lead by email or ID',
	fields: [emailField, { ...leadId, description: 'Used if no email is set' }],
	async execute({ db, email, id }) {
		const typed = email('email', 'Email');
		const by = typed === null ? { id: id('leadId', 'Lead ID') } : { email: typed };
		return rowOut(await findLead(db, by), 'lead');
	},
};
