import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../core/n8n/operation';
import { digestOf } from '../../../core/services/digest';
import { schoolTimeZone } from '../../fields';

export const getDigest: Operation = {
	resource: 'booking',
	value: 'digest',
	name: 'Get Digest',
	action: 'Get the digest of a day',
	description:
		'Get the scheduled bookings of one day, those without a teacher first, and what is quarantined',
	fields: [
		{
			displayName: 'Days From Today',
			name: 'inDays',
			type: 'number',
			default: 1,
			description: 'Which day: 0 is today, 1 is tomorrow',
		},
		schoolTimeZone,
	],
	async execute({ db, number, text, timeZone }) {
		const digest = await digestOf(db, {
			now: new Date(),
			inDays: Math.trunc(number('inDays', 'Days From Today', 1)),
			timeZone: text('timeZone') === null ? null : timeZone('timeZone', 'Time Zone'),
		});
		return digest as unknown as IDataObject;
	},
};
