import * as z from 'zod/v4';
import { isRecord } from '../domain/values/text';

// Every schema here accepts anything: a value of the wrong type becomes null, an unknown field is
// left out.

/** A missing field is null. Not left to `catch`, which builds an error for every missing field. */
const orNull = <T extends z.ZodType>(schema: T) =>
	schema
		.nullish()
		.catch(null)
		.transform((value: z.output<T> | null | undefined): z.output<T> | null => value ?? null);

const text = orNull(z.string());
const textOrNumber = orNull(z.union([z.string(), z.number().finite().transform(String)]));
const flag = orNull(z.boolean());
const record = z.record(z.string(), z.unknown()).catch({});

/**
 * An object of which only one member is used: `{ locale: 'de' }` → 'de'. Plain text is accepted
 * too.
 */
const memberText = (name: string) =>
	z.preprocess((value) => (isRecord(value) ? value[name] : value), text);

/** One person's seat, with their own answers. */
const seatSchema = z.object({
	referenceUid: textOrNumber,
	data: z.preprocess((value) => (isRecord(value) ? value['responses'] : value), record),
});

const personSchema = z.object({
	name: text,
	email: text,
	firstName: text,
	lastName: text,
	phoneNumber: textOrNumber,
	timeZone: text,
	language: memberText('locale'),
	locale: text,
	noShow: flag,
	id: textOrNumber,
	bookingSeat: orNull(seatSchema),
});

const people = z.preprocess(
	(value) => (Array.isArray(value) ? value.filter(isRecord) : []),
	z.array(personSchema),
);
const person = orNull(personSchema);

/** The fields used from a delivery's payload (or from the whole body, if there is no payload). */
const payloadSchema = z.object({
	title: text,
	eventTitle: text,
	eventTypeTitle: text,
	eventTypeId: textOrNumber,
	startTime: text,
	endTime: text,
	rescheduleStartTime: text,
	status: text,
	location: text,
	previousLocation: text,
	smsReminderNumber: textOrNumber,
	additionalNotes: text,
	cancellationReason: text,
	rejectionReason: text,
	cancelledBy: text,
	requestReschedule: flag,
	rescheduleUid: textOrNumber,
	rescheduledBy: text,
	attendeeSeatId: textOrNumber,
	/** null: no seats; undefined: the body doesn't say. */
	seatsPerTimeSlot: z.number().nullish().catch(undefined),
	iCalSequence: orNull(z.number().finite()),
	iCalUID: text,
	recurringEvent: orNull(
		z.object({ freq: z.number().int(), interval: z.number().int().positive().catch(1) }),
	),
	paymentId: textOrNumber,
	hostEmail: text,
	attendees: people,
	guests: people,
	organizer: person,
	/** The other hosts. */
	team: z.preprocess((value) => (isRecord(value) ? value['members'] : null), people),
	user: person,
	responses: record,
	userFieldsResponses: record,
	metadata: orNull(z.object({ videoCallUrl: text, lead: text, source: text, utm_source: text })),
	videoCallData: memberText('url'),
	additionalInformation: memberText('hangoutLink'),
});

export type ListedPerson = z.output<typeof personSchema>;
export type CalComPayload = z.output<typeof payloadSchema>;

/** Reads a payload. Never throws: a missing or odd field is null. */
export function readPayload(payload: Record<string, unknown>): CalComPayload {
	return payloadSchema.parse(payload);
}
