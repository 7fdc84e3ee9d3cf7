import type { Operation } from '../../../core/n8n/operation';
import { eraseLead as erase } from '../../../core/erasure/eraseLead';
import { email } from '../../fields';

export const eraseLead: Operation = {
	resource: 'lead',
	value: 'erase',
	name: 'Erase',
	action: 'Erase a lead',
	description: 'Make a person anonymous for good, in every table, on their request',
	fields: [
		{
			...email,
			required: true,
			description:
				'The e-mail address of the person to erase, or the phone number of somebody who gave none',
		},
	],
	execute: async ({ db, requiredText }) => await erase(db, requiredText('email', 'Email')),
};
