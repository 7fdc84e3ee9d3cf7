import { MtlError } from '../../../core/domain/errors';
import type { MtlItem } from '../../../core/n8n/item';
import type { Operation } from '../../../core/n8n/operation';
import { ensureRecorded } from '../../../core/n8n/recording';
import { sendAnswer } from '../../../core/n8n/sendAnswer';
import { answer } from '../../../core/services/answers';
import { finishEvent as finish } from '../../../core/services/settleEvent';
import { eventId } from '../../fields';

export const finishEvent: Operation = {
	resource: 'event',
	value: 'finish',
	name: 'Finish',
	action: 'Finish an event',
	description: 'Mark the event as processed and answer Cal.com, as the last step of a branch',
	mapsAutomatically: true,
	ownFields: [eventId],
	async execute(context) {
		if (!context.automatic) {
			const id = context.id('eventId', 'Event ID');
			await finish(context.db, id, context.functions.getExecutionId());
			return { status: 'processed', event: { id } };
		}
		const item = await ensureRecorded(context.db, context.event());
		requireResults(item);
		// A pinned sample has no row.
		if (item.event.id !== null)
			await finish(context.db, item.event.id, context.functions.getExecutionId());
		const processed = answer('processed', resultOf(item));
		await sendAnswer(context.functions, item, processed);
		return { ...processed.body, details: { ...item } };
	},
};

/** A step that was skipped or lost its data must not look like a success. */
function requireResults({ booking, saved }: MtlItem): void {
	const step = !saved?.bookings ? 'Booking' : !saved.activities ? 'Activity: Log' : null;
	if (!booking || !step) return;
	throw new MtlError(
		'input',
		`The branch is incomplete: the result of the ${step} step is missing.`,
		'Add that step between the trigger and this one, and connect its output.',
	);
}

function resultOf({ event, saved }: MtlItem) {
	return {
		event: event.id,
		leads: distinct((saved?.bookings ?? []).map(({ leadId }) => leadId)),
		bookings: distinct((saved?.bookings ?? []).map(({ id }) => id)),
		activities: distinct((saved?.activities ?? []).map(({ id }) => id)),
	};
}

function distinct(ids: Array<number | null>): number[] {
	return [...new Set(ids)].flatMap((id) => (id === null ? [] : [id]));
}
