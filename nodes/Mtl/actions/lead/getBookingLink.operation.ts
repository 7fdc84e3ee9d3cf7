import type { IDataObject } from 'n8n-workflow';

import { MtlError } from '../../../core/domain/errors';
import type { Operation } from '../../../core/n8n/operation';
import { personalLink } from '../../../core/services/personalLink';
import { email as emailField, leadId } from '../../fields';

export const getBookingLink: Operation = {
	resource: 'lead',
	value: 'getBookingLink',
	name: 'Get Booking Link',
	action: 'Get the booking link of a lead',
	description:
		'Get a link to a booking page that ties the booking to this lead, whatever address is entered there',
	fields: [
		emailField,
		{ ...leadId, description: 'Used if no email is set' },
		{
			displayName: 'Booking Page',
			name: 'bookingPage',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://cal.com/my-school/level-check',
			description: 'Address of the booking page in Cal.com',
		},
	],
	async execute({ db, email, id, requiredText }) {
		const typed = email('email', 'Email');
		const by = typed === null ? { id: id('leadId', 'Lead ID') } : { email: typed };
		const page = pageAt(requiredText('bookingPage', 'Booking Page'));
		return (await personalLink(db, by, page)) as unknown as IDataObject;
	},
};

function pageAt(address: string): URL {
	if (/^https?:\/\//i.test(address) && URL.canParse(address)) return new URL(address);
	throw new MtlError(
		'input',
		'The field "Booking Page" is not a web address.',
		'Write it like https://cal.com/my-school/level-check.',
	);
}
