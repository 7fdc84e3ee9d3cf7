import type { Operation } from '../../../core/n8n/operation';
import { eraseLead as erase } from '../../../core/erasure/eraseLead';
import { email } from '../../fields';

export const eraseLead: Operation = {
	resource: 'lead',
	value: 'erase',
	name: 'Erase',
	action: 'Erase a lead',
	description: 'Permanently anonymize a person in every table, at their request',
	fields: [
		{
			...email,
			required: true,
			description:
				'Email address of the person to erase, or the phone number of a person without one',
		},
	],
	execute: async ({ db, requiredText }) => await erase(db, requiredText('email', 'Email')),
};
