import type { IDataObject } from 'n8n-workflow';

import type { Db } from '../../../core/db/connection';
import { findBooking } from '../../../core/db/repositories/bookings';
import { attempt } from '../../../core/db/transaction';
import { MtlError } from '../../../core/domain/errors';
import type { BookingChange, EventKind } from '../../../core/domain/event';
import type { MtlItem } from '../../../core/n8n/item';
import { attendeeFromFields, bookingFromFields, eventFromFields } from '../../../core/n8n/mapping';
import type { OperationContext } from '../../../core/n8n/operation';
import type { LeadOrigin } from '../../../core/services/saveLeads';
import { ensureRecorded } from '../../../core/n8n/recording';
import { startEvent } from '../../../core/services/settleEvent';
import { saveBooking } from '../../../core/services/saveBooking';

/**
 * Applies the item's event (or the one that the fields make) to its booking.
 *
 * @param kind what the operation is for: events of other kinds are taken as this one
 */
export async function saveFrom(
	context: OperationContext,
	kind: EventKind,
	accepted: readonly EventKind[],
): Promise<IDataObject> {
	const event = context.automatic
		? await mapped(context, kind, accepted)
		: await fromFields(context, kind);
	// Forms, out of office and the like are about no booking: nothing to do here.
	if (!event.booking) return { ...context.json, ...event, saved: { bookings: [] } } as never;
	const bookings = await saveBooking(context.db, event, {
		assignTeacher: context.param('assignTeacher', true),
		origin: originOf(context),
	});
	const first = bookings[0];
	const lead = first?.leadId
		? { lead: { created: first.leadCreated, ...event.lead, id: first.leadId } }
		: {};
	return {
		...context.json,
		...event,
		...lead,
		booking: { id: first?.id ?? null, ...event.booking },
		saved: { bookings },
	} as never;
}

function originOf({ param }: OperationContext): LeadOrigin {
	const text = (name: string, otherwise: string) =>
		String(param(name, otherwise) ?? '').trim() || null;
	return { reference: text('reference', ''), sourceDetail: text('sourceDetail', 'website_direct') };
}

async function mapped(
	context: OperationContext,
	kind: EventKind,
	accepted: readonly EventKind[],
): Promise<MtlItem> {
	const event = await ensureRecorded(context.db, context.event());
	const executionId = context.functions.getExecutionId();
	if (event.event.id !== null) await startEvent(context.db, event.event.id, executionId);
	if (!event.booking || accepted.includes(event.event.kind)) return event;
	const status = kind === 'cancelled' ? ('cancelled' as const) : ('scheduled' as const);
	return { ...event, event: { ...event.event, kind }, booking: { ...event.booking, status } };
}

async function fromFields(context: OperationContext, kind: EventKind): Promise<MtlItem> {
	const attendee = attendeeFromFields(context);
	const booking = bookingFromFields(context, kind);
	if (attendee || (await isKnown(context.db, booking))) {
		return eventFromFields(kind, attendee, booking);
	}
	throw new MtlError(
		'not-found',
		'No booking is known under this UID.',
		'Give the e-mail address of the person too, so that the booking can be made.',
	);
}

async function isKnown(db: Db, { uid, previousUid }: BookingChange): Promise<boolean> {
	for (const one of previousUid ? [uid, previousUid] : [uid]) {
		if (await attempt(async () => await findBooking(db, { uid: one }))) return true;
	}
	return false;
}
