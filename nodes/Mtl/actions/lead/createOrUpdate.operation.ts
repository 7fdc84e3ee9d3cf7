import { itemOut } from '../../../core/n8n/item';
import type { Operation, OperationContext } from '../../../core/n8n/operation';
import {
	answerColumnsFrom,
	attendeeFromFields,
	eventFromFields,
	originFromFields,
} from '../../../core/n8n/mapping';
import { ensureRecorded } from '../../../core/n8n/recording';
import { saveMainLead } from '../../../core/services/saveLeads';
import { answerColumns, fieldsBelow, originFields, personFields } from '../../fields';

export const createOrUpdateLead: Operation = {
	resource: 'lead',
	value: 'createOrUpdate',
	name: 'Create or Update',
	action: 'Create or update a lead',
	description: 'Create a lead, or update the one with the same email with newer values',
	mapsAutomatically: true,
	ownFields: [fieldsBelow(...personFields)],
	fields: [...originFields, answerColumns],
	async execute(context) {
		const item = await eventOf(context);
		const columns = await answerColumnsFrom(context, ['leads']);
		const lead = await saveMainLead(context.db, item, originFromFields(context), columns);
		return itemOut(context.json, item, lead ? { lead } : {});
	},
};

async function eventOf(context: OperationContext) {
	if (context.automatic) return await ensureRecorded(context.db, context.event());
	return eventFromFields('other', attendeeFromFields(context), null);
}
