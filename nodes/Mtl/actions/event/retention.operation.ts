import type { Operation } from '../../../core/n8n/operation';
import { applyRetention, defaultRetention } from '../../../core/services/retention';

const days = (displayName: string, name: string, value: number, description: string) => ({
	displayName,
	name,
	type: 'number' as const,
	typeOptions: { minValue: 1 },
	default: value,
	description,
});

export const removeOldEvents: Operation = {
	resource: 'event',
	value: 'retention',
	name: 'Remove Old',
	action: 'Remove old events',
	description:
		'Empty the bodies of finished events, and delete the events later; unfinished events stay',
	fields: [
		days(
			'Empty Bodies After',
			'payloadDays',
			defaultRetention.payloadDays,
			'Days after which the body of a finished event is emptied',
		),
		days(
			'Delete Events After',
			'eventDays',
			defaultRetention.eventDays,
			'Days after which a finished event is deleted. A repeat after that counts as new.',
		),
	],
	async execute({ db, number }) {
		const { payloadDays, eventDays } = defaultRetention;
		return await applyRetention(db, {
			payloadDays: number('payloadDays', 'Empty Bodies After', payloadDays),
			eventDays: number('eventDays', 'Delete Events After', eventDays),
		});
	},
};
