import type { IDataObject } from 'n8n-workflow';

import type { Db } from '../../../core/db/connection';
import { MtlError } from '../../../core/domain/errors';
import type { BookingChange, EventKind } from '../../../core/domain/event';
import { itemOut, type MtlItem } from '../../../core/n8n/item';
import {
	answerColumnsFrom,
	attendeeFromFields,
	bookingFromFields,
	eventFromFields,
	originFromFields,
} from '../../../core/n8n/mapping';
import type { OperationContext } from '../../../core/n8n/operation';
import { ensureRecorded } from '../../../core/n8n/recording';
import { batchOf } from '../../../core/n8n/sharing/batch';
import { findBooking } from '../../../core/services/queries';
import { saveBooking } from '../../../core/services/saveBooking';
import { startEvents } from '../../../core/services/settleEvent';

/**
 * Applies the item's event (or the event that the fields describe) to its booking.
 *
 * @param kind what the operation is for: events of other kinds are treated as this one
 */
export async function saveFrom(
	context: OperationContext,
	kind: EventKind,
	accepted: readonly EventKind[],
): Promise<IDataObject> {
	const event = context.automatic
		? await mapped(context, kind, accepted)
		: await fromFields(context, kind);
	// Forms, out-of-office notices and the like are not about a booking.
	if (!event.booking) return itemOut(context.json, event, { saved: { bookings: [] } });
	const bookings = await saveBooking(context.db, event, {
		assignTeacher: context.flag('assignTeacher', true),
		origin: originFromFields(context),
		answerColumns: await answerColumnsFrom(context, ['leads', 'bookings']),
	});
	const first = bookings[0];
	const lead = first?.leadId
		? { lead: { created: first.leadCreated, ...event.lead, id: first.leadId } }
		: {};
	const booking = { id: first?.id ?? null, ...event.booking };
	return itemOut(context.json, event, { ...lead, booking, saved: { bookings } });
}

async function mapped(
	context: OperationContext,
	kind: EventKind,
	accepted: readonly EventKind[],
): Promise<MtlItem> {
	const event = await ensureRecorded(context.db, context.event());
	const executionId = context.functions.getExecutionId();
	await noteExecution(context.db, event, executionId);
	if (!event.booking || accepted.includes(event.event.kind)) return event;
	const status = kind === 'cancelled' ? ('cancelled' as const) : ('scheduled' as const);
	return { ...event, event: { ...event.event, kind }, booking: { ...event.booking, status } };
}

/** A shared execution is noted on all its events at once. */
async function noteExecution(db: Db, { event, answerTo }: MtlItem, executionId: string) {
	const batch = batchOf(answerTo);
	if (batch) {
		const note = async () => await startEvents(db, batch.eventIds, executionId);
		await batch.noteExecution(executionId, note);
	} else if (event.id !== null) await startEvents(db, [event.id], executionId);
}

async function fromFields(context: OperationContext, kind: EventKind): Promise<MtlItem> {
	const attendee = attendeeFromFields(context);
	const booking = bookingFromFields(context, kind);
	if (attendee || (await isKnown(context.db, booking))) {
		return eventFromFields(kind, attendee, booking);
	}
	throw new MtlError(
		'not-found',
		'No booking with this UID was found.',
		'To create the booking, fill in the email address of the person too.',
	);
}

async function isKnown(db: Db, { uid, previousUid }: BookingChange): Promise<boolean> {
	for (const one of previousUid ? [uid, previousUid] : [uid]) {
		if (await findBooking(db, { uid: one })) return true;
	}
	return false;
}
