import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import * as z from 'zod/v4';

import { MtlError } from '../domain/errors';
import {
	type BookingChange,
	type BookingEvent,
	eventKinds,
	eventScopes,
	eventSources,
} from '../domain/event';
import type { SavedActivity } from '../services/logActivity';
import type { SavedBooking } from '../services/writePlan';
import type { Unrecorded } from '../services/reception';

/** What an item carries from step to step besides the event, and the results of the steps. */
export interface ItemContext {
	/** What recording the event later needs, if the inbox could not be reached. */
	unrecorded?: Unrecorded | null;
	/** Cal.com has already been answered. */
	answered?: boolean;
	/** When Cal.com gets its answer at the latest, as an ISO time. */
	answerBy?: string;
	/** Names the request that waits for the answer about this event, in a shared execution. */
	answerTo?: string;
	/** The item has waited inside n8n for the database. */
	waited?: boolean;
	rawBody?: IDataObject;
	lead?: { id: number; created: boolean };
	activity?: { id: number; subject: string } | null;
	/** The bookings and timeline lines of the event. */
	saved?: { bookings?: SavedBooking[]; activities?: SavedActivity[] };
}

export type MtlItem = BookingEvent & ItemContext;

const text = z.string().nullable();
const attendee = z.object({
	email: text,
	firstName: text,
	lastName: text,
	phone: text,
	timeZone: text.default(null),
	language: text.default(null),
	notes: text.default(null),
	seatId: text.default(null),
	attendeeId: text.default(null),
	noShow: z.boolean().nullable().default(null),
});
const schema = z
	.object({
		event: z
			.object({
				id: z.number().nullable(),
				key: z.string().regex(/^[0-9a-f]{64}$/),
				type: z.string(),
				kind: z.enum(eventKinds),
				occurredAt: z.iso.datetime(),
				clockAhead: z.literal(true).optional(),
				source: z.enum(eventSources),
				attempt: z.number().int().positive(),
			})
			.passthrough(),
		booking: z
			.object({
				uid: z.string().min(1),
				previousUid: text,
				scope: z.enum(eventScopes),
				type: text,
				title: text,
				eventTitle: text.default(null),
				eventTypeId: text.default(null),
				startsAt: z.iso.datetime().nullable(),
				endsAt: z.iso.datetime().nullable(),
				movedFrom: text.default(null),
				series: z.object({ frequency: z.number(), interval: z.number() }).nullable().default(null),
				firstUid: text.default(null),
				sequence: z.number().nullable().default(null),
				status: z.enum(['scheduled', 'cancelled']).nullable(),
				location: text,
				meetingUrl: text,
				cancellationReason: text,
				cancelledBy: z.enum(['guest', 'host']).nullable().default(null),
				rescheduleRequested: z.boolean(),
			})
			.passthrough()
			.nullable(),
		attendee: attendee.nullable(),
		otherAttendees: z.array(attendee),
		organizer: z.object({ name: text, email: text, timeZone: text }).nullable(),
		answers: z.record(z.string(), z.unknown()),
		link: z.object({ lead: text, source: text }).optional(),
	})
	.passthrough() satisfies z.ZodType<BookingEvent, unknown>;

/** What a step adds to its item. */
export interface StepResult extends Pick<ItemContext, 'lead' | 'activity' | 'saved'> {
	/** With its row; null where the event changed none. */
	booking?: BookingChange & { id: number | null };
}

/** What goes out of a step: all that came in, the event as the step left it, and what the step made of it. */
export function itemOut(json: IDataObject, item: MtlItem, result: StepResult): IDataObject {
	return { ...json, ...item, ...result };
}

/** The item that starts a branch. */
export function itemOf(event: BookingEvent, context: ItemContext = {}): INodeExecutionData {
	const { unrecorded, answered, answerBy, answerTo, rawBody } = context;
	return {
		json: {
			...event,
			...(unrecorded ? { unrecorded } : {}),
			...(answered ? { answered } : {}),
			...(answerBy ? { answerBy } : {}),
			...(answerTo ? { answerTo } : {}),
			...(rawBody ? { rawBody } : {}),
		},
	};
}

/**
 * The event inside an item.
 *
 * @throws {MtlError} `input` with the first field that is missing or has another shape than the triggers give it
 */
export function eventFrom(json: IDataObject): MtlItem {
	const parsed = schema.safeParse(json);
	if (parsed.success) return parsed.data as MtlItem;
	const path = parsed.error.issues[0]?.path.join('.') || 'event';
	throw new MtlError(
		'input',
		`The item is not a booking event: "${path}" is missing or invalid.`,
		'Connect this step to a Cal.com Booking Trigger, or set Mapping to "Define Below" and fill in the fields.',
	);
}
