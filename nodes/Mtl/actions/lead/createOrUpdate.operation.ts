import type { Operation, OperationContext } from '../../../core/n8n/operation';
import { attendeeFromFields, eventFromFields } from '../../../core/n8n/mapping';
import { ensureRecorded } from '../../../core/n8n/recording';
import { saveMainLead } from '../../../core/services/saveLeads';
import { fieldsBelow, originFields, personFields } from '../../fields';

export const createOrUpdateLead: Operation = {
	resource: 'lead',
	value: 'createOrUpdate',
	name: 'Create or Update',
	action: 'Create or update a lead',
	description: 'Create the lead, or add what is newer to the one with the same e-mail',
	mapsAutomatically: true,
	ownFields: [fieldsBelow(...personFields)],
	fields: originFields,
	async execute(context) {
		const { db, json, param } = context;
		const text = (name: string) => String(param(name, '') ?? '').trim() || null;
		const origin = { reference: text('reference'), sourceDetail: text('sourceDetail') };
		const item = await itemOf(context);
		const lead = await saveMainLead(db, item, origin);
		return { ...json, ...item, ...(lead && { lead }) } as never;
	},
};

async function itemOf(context: OperationContext) {
	if (context.automatic) return await ensureRecorded(context.db, context.event());
	return eventFromFields('other', attendeeFromFields(context), null);
}
