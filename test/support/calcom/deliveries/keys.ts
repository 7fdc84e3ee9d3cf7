import type { Dialect } from '../dialect';
import type { FactKind } from '../school';

const words = (text: string) => text.trim().split(/\s+/);

/** What all full payloads have. Keys without a value are left out, as Cal.com does. */
const common = words(`
	bookerUrl title startTime endTime additionalNotes type description eventTypeId hideCalendarNotes
	hideCalendarEventDetails hideOrganizerEmail schedulingType seatsPerTimeSlot seatsShowAttendees
	seatsShowAvailabilityCount customReplyToEmail disableRescheduling disableCancelling organizer
	attendees customInputs responses userFieldsResponses location destinationCalendar iCalUID
	iCalSequence requiresConfirmation oneTimePassword recurringEvent team uid attendeeSeatId
	eventTitle eventDescription price currency length bookingId rescheduleId rescheduleUid
	rescheduleStartTime rescheduleEndTime metadata status`);

const cancelled2025 = words(`
	bookerUrl title length type additionalNotes description customInputs eventTypeId
	userFieldsResponses responses startTime endTime organizer attendees uid bookingId recurringEvent
	location destinationCalendar cancellationReason team seatsPerTimeSlot seatsShowAttendees iCalUID
	iCalSequence hideOrganizerEmail customReplyToEmail eventTitle eventDescription
	requiresConfirmation price currency status`);

const answered2025 = words(`
	type title bookerUrl userFieldsResponses responses customInputs startTime endTime organizer
	attendees location uid destinationCalendar requiresConfirmation hideOrganizerEmail eventTypeId
	customReplyToEmail rejectionReason eventTitle eventDescription price currency length bookingId
	status metadata`);

const answeredDiy = [
	...answered2025,
	...words(`
		description hideCalendarNotes hideCalendarEventDetails seatsPerTimeSlot seatsShowAttendees
		disableCancelling disableRescheduling organizationId additionalNotes assignmentReason
		hideBranding`),
];

const requestedDiy = [
	...common.filter((key) => !key.startsWith('reschedule')),
	...words(`
		platformClientId platformRescheduleUrl platformCancelUrl platformBookingUrl organizationId
		hideBranding hashedLink assignmentReason`),
];

const cloud = [
	...common,
	...words(`
		eventTypeTitle privateNoteEnabled privateNoteMode privateNoteTemplate disableReschedulingScope
		disableCancellingScope platformClientId platformRescheduleUrl platformCancelUrl
		platformBookingUrl recurrenceTimeZone organizationId hashedLink cancellationReason
		rejectionReason hideBranding assignmentReason cancelledBy requestReschedule previousLocation
		rescheduledBy attendeeIcsContent organizerIcsContent`),
];

/** The thin payload with which a self-hosted host asks for another time. */
const askedForNewTime = words(`
	bookingId type title description customInputs responses userFieldsResponses startTime endTime
	organizer attendees uid location destinationCalendar iCalUID cancelledBy cancellationReason status
	eventTypeId length iCalSequence eventTitle requestReschedule`);

const noShow = words('message attendees bookingUid bookingId');

type Keys = Record<FactKind | 'askedForNewTime', readonly string[]>;

function all(keys: readonly string[], others: Partial<Keys>): Keys {
	const kinds = words(
		'created requested confirmed rejected rescheduled cancelled paymentInitiated paid locationUpdated reassigned askedForNewTime',
	);
	const each = Object.fromEntries(kinds.map((kind) => [kind, keys]));
	return { ...each, noShow, ...others } as Keys;
}

/** The keys of a payload, by server and kind of event. */
export const payloadKeys: Readonly<Record<Dialect, Keys>> = {
	cloud: all(cloud, {}),
	selfHosted2025: all([...common, 'appsStatus'], {
		confirmed: answered2025.filter((key) => key !== 'rejectionReason'),
		rejected: answered2025.filter((key) => key !== 'metadata'),
		cancelled: cancelled2025,
		askedForNewTime,
	}),
	calDiy2026: all([...common, 'appsStatus', 'hashedLink', 'hideBranding', 'rescheduledBy'], {
		requested: requestedDiy,
		confirmed: answeredDiy.filter((key) => key !== 'rejectionReason'),
		rejected: answeredDiy.filter((key) => key !== 'metadata'),
		cancelled: [...cancelled2025, 'schedulingType', 'hideBranding', 'requestReschedule'],
		askedForNewTime,
	}),
};
