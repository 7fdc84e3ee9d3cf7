import type { IDataObject } from 'n8n-workflow';

import { calComApiFor } from '../../../core/n8n/calComApi';
import {
	credentialOf,
	type HasCredentials,
	secretsFromCredential,
	webhookCredential,
} from '../../../core/n8n/credentials';
import type { Operation } from '../../../core/n8n/operation';
import { reconcile } from '../../../core/services/reconcile/reconcile';
import { eventTypes, teams } from './sharedFields';

const scopes = ['narrow', 'wide'] as const;

export const reconcileBookings: Operation = {
	resource: 'event',
	value: 'reconcile',
	name: 'Reconcile',
	action: 'Reconcile the bookings',
	description:
		'Compare the bookings in Cal.com with what Cal.com has delivered, and record an event for each difference',
	fields: [
		{
			displayName: 'Period',
			name: 'scope',
			type: 'options',
			options: [
				{
					name: 'Narrow',
					value: 'narrow',
					description:
						'Bookings that start from 7 days ago to 60 days from now, and all that changed',
				},
				{
					name: 'Wide',
					value: 'wide',
					description:
						'Bookings that start from 30 days ago to 2 years from now, and all that changed',
				},
			],
			default: 'narrow',
			description: 'Which bookings to compare',
		},
		eventTypes,
		teams,
	],
	async execute({ db, functions, option, ids }) {
		const api = await calComApiFor(functions);
		const report = await reconcile(db, api, {
			eventTypeIds: ids('eventTypeIds', 'Event Types'),
			teamIds: ids('teamIds', 'Teams'),
			...(await secretOf(functions)),
			scope: option('scope', scopes, 'Period'),
			now: () => new Date(),
		});
		return { ...report } as unknown as IDataObject;
	},
};

/** Without the credential, a webhook that is missing in Cal.com can't be created again. */
async function secretOf(functions: HasCredentials): Promise<{ secret?: string }> {
	if (!functions.getNode().credentials?.[webhookCredential]) return {};
	const data = await credentialOf(functions, webhookCredential);
	const [secret] = secretsFromCredential(data);
	return secret === undefined ? {} : { secret };
}
