import type { Operation } from '../../../core/n8n/operation';
import { applyRetention } from '../../../core/services/retention';

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
		'Empty the bodies of finished events, and later delete the events; unfinished ones stay',
	fields: [
		days(
			'Empty Bodies After',
			'payloadDays',
			90,
			'Days until the body of a finished event is emptied',
		),
		days(
			'Delete Events After',
			'eventDays',
			400,
			'Days until a finished event is deleted. A repeat after that counts as new.',
		),
	],
	async execute({ db, param }) {
		return await applyRetention(db, {
			payloadDays: Number(param('payloadDays', 90)),
			eventDays: Number(param('eventDays', 400)),
		});
	},
};
