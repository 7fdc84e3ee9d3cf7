import type { IDataObject } from 'n8n-workflow';

import {
	failedStatuses,
	replayableStatuses,
	type ReplaySelection,
} from '../../../core/domain/inbox';
import type { Operation, OperationContext } from '../../../core/n8n/operation';
import { previewReplay, replayEvents } from '../../../core/services/replay';
import { optionsOf } from '../../statuses';
import { previewOnly } from './sharedFields';

export const replayEvent: Operation = {
	resource: 'event',
	value: 'replay',
	name: 'Replay',
	action: 'Replay events',
	description: 'Run events again within a minute; what was already done is not done twice',
	fields: [
		{
			displayName: 'Event IDs',
			name: 'eventIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12, 15, 20',
			description:
				'IDs in the table <code>webhook_events</code>. If empty, all events with the statuses below.',
		},
		{
			displayName: 'Statuses',
			name: 'replayStatuses',
			type: 'multiOptions',
			options: optionsOf(replayableStatuses),
			default: [...failedStatuses],
			description: 'Used if no IDs are set',
		},
		{
			displayName: 'Received After',
			name: 'since',
			type: 'dateTime',
			default: '',
			description:
				'Only events received at or after this time. In UTC, unless the value has an offset.',
		},
		previewOnly,
	],
	async execute(context) {
		const selection = selectionOf(context);
		if (context.flag('onlyShow', false)) {
			const events = await previewReplay(context.db, selection);
			return { due: 0, count: events.length, events: events.map(short) };
		}
		const { events, due } = await replayEvents(context.db, selection);
		return { due, count: events.length, events: events.map(short) };
	},
};

function selectionOf(context: OperationContext): ReplaySelection {
	const ids = context.ids('eventIds', 'Event IDs');
	const since = context.time('since', 'Received After');
	const chosen =
		ids.length > 0
			? { ids }
			: { statuses: context.options('replayStatuses', replayableStatuses, 'Statuses') };
	return { ...chosen, ...(since ? { since: new Date(since) } : {}) };
}

/** What people need to know about an event, without personal data. */
function short(row: {
	id: number;
	event_type: string;
	external_id: string | null;
	status: string;
	error_message: string | null;
	created_at: Date;
}): IDataObject {
	return {
		id: row.id,
		type: row.event_type,
		uid: row.external_id,
		status: row.status,
		error: row.error_message,
		receivedAt: row.created_at.toISOString(),
	};
}
