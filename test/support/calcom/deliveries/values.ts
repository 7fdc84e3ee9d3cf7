import type { Booking } from '../model';
import type { Fact, School } from '../school';
import { icsOf } from './ics';
import { listedPeople, organizerOf } from './people';
import { ownResponsesOf, responsesOf } from './responses';

/** A value for every key that a payload can have; `undefined` leaves the key out. */
export function payloadValues(school: School, fact: Fact): Record<string, unknown> {
	const { kind, booking, from, seat, into } = fact;
	const { type } = booking;
	const cloud = school.dialect === 'cloud';
	const older = !cloud;
	const cancelledOld = older && kind === 'cancelled';
	const seated = type.seats !== null;
	const moved = kind === 'rescheduled' || (kind === 'requested' && from !== undefined);
	const plainMove = moved && !seated;
	const notes = notesOf(fact, cancelledOld && seated);
	const showsPeople = seated ? type.showAttendeeInfo : !hidesPeople(school, fact);
	const host = school.user(booking.hostId);
	const series = booking.seriesUid ? type.recurrence : null;
	return {
		...constants,
		...timesOf(school, fact),
		bookerUrl: school.facts.webUrl,
		title: booking.title,
		eventTitle: type.title,
		eventTypeTitle: type.title,
		type: type.slug,
		eventTypeId: booking.typeId,
		additionalNotes: notes,
		description: notes,
		length: type.minutes,
		price: cancelledOld ? null : type.price,
		schedulingType: type.hostIds.length > 1 && !cancelledOld ? 'ROUND_ROBIN' : null,
		seatsPerTimeSlot: type.seats,
		seatsShowAttendees: cancelledOld ? false : showsPeople,
		requiresConfirmation: cancelledOld ? null : type.requiresConfirmation,
		oneTimePassword:
			type.requiresConfirmation && (cloud || kind === 'requested') ? booking.icsUid : null,
		organizer: organizerOf(host, booking.start),
		attendees: listedPeople(school, fact),
		responses: responsesOf(school, fact),
		userFieldsResponses: ownResponsesOf(school, fact),
		location: booking.location,
		destinationCalendar: destination(school, fact),
		iCalUID:
			older && moved && !fact.icsUid && !(school.dialect === 'calDiy2026' && kind === 'requested')
				? undefined
				: (fact.icsUid ?? booking.icsUid),
		iCalSequence: fact.sequence ?? booking.sequence,
		team: teamOf(school, booking),
		uid: booking.uid,
		bookingUid: booking.uid,
		bookingId: into === 'class' || into === 'merged' ? from?.id : booking.id,
		attendeeSeatId: kind === 'cancelled' ? undefined : (seat?.seatUid ?? undefined),
		appsStatus: plainMove && older ? [] : undefined,
		rescheduleUid: moved ? from?.uid : undefined,
		rescheduleId: plainMove ? from?.id : undefined,
		rescheduledBy: moved ? (fact.by ?? undefined) : undefined,
		recurringEvent: ruleOf(school, fact),
		recurrenceTimeZone: series ? (host?.timeZone ?? null) : undefined,
		cancellationReason: reasonOf(school, fact),
		rejectionReason: kind === 'rejected' ? fact.reason : cloud ? null : undefined,
		cancelledBy: kind === 'cancelled' ? (fact.by ?? undefined) : undefined,
		requestReschedule: kind === 'cancelled' ? (fact.requestReschedule ?? false) : undefined,
		assignmentReason: kind === 'confirmed' || kind === 'rejected' ? (cloud ? [] : null) : [],
		previousLocation: fact.previousLocation,
		metadata: cloud && kind === 'rejected' ? undefined : metadataOf(fact),
		status: statuses[kind],
		message: messageOf(fact),
		attendeeIcsContent: cloud && icsKinds.has(kind) ? icsOf(booking) : undefined,
		organizerIcsContent: cloud && icsKinds.has(kind) ? icsOf(booking) : undefined,
	};
}

const icsKinds = new Set(['created', 'confirmed', 'rescheduled', 'cancelled', 'reassigned']);

const statuses: Readonly<Partial<Record<Fact['kind'], string>>> = {
	created: 'ACCEPTED',
	confirmed: 'ACCEPTED',
	rescheduled: 'ACCEPTED',
	paymentInitiated: 'ACCEPTED',
	paid: 'ACCEPTED',
	locationUpdated: 'ACCEPTED',
	reassigned: 'ACCEPTED',
	requested: 'PENDING',
	cancelled: 'CANCELLED',
	rejected: 'REJECTED',
};

const constants = {
	eventDescription: null,
	currency: 'usd',
	hideCalendarNotes: false,
	hideCalendarEventDetails: false,
	hideOrganizerEmail: false,
	seatsShowAvailabilityCount: true,
	customReplyToEmail: null,
	disableRescheduling: false,
	disableCancelling: false,
	disableReschedulingScope: 'HOST_AND_ATTENDEE',
	disableCancellingScope: 'HOST_AND_ATTENDEE',
	privateNoteEnabled: false,
	privateNoteMode: null,
	privateNoteTemplate: null,
	customInputs: {},
	hashedLink: null,
	hideBranding: false,
	organizationId: null,
	platformClientId: '',
	platformRescheduleUrl: '',
	platformCancelUrl: '',
	platformBookingUrl: '',
};

/** Every path of Cal.com's code writes times in its own way. */
function timesOf(school: School, { kind, booking, from, into, seat }: Fact) {
	const iso = (ms: number) => new Date(ms).toISOString();
	const diyRequest = school.dialect === 'calDiy2026' && kind === 'requested';
	const exact =
		school.dialect === 'cloud' || diyRequest || ['confirmed', 'rejected'].includes(kind);
	const end = kind === 'cancelled' ? '+00:00' : 'Z';
	const write = (ms: number) => (exact ? iso(ms) : iso(ms).replace('.000Z', end));
	const newClass = seat !== undefined && into === undefined;
	const wasAt = from && !newClass;
	return {
		startTime: write(booking.start),
		endTime: write(booking.end),
		rescheduleStartTime: wasAt ? write(from.start) : undefined,
		rescheduleEndTime: wasAt ? write(from.end) : undefined,
	};
}

function notesOf({ booking, people }: Fact, lost: boolean): string | null {
	if (lost) return null;
	const answers = booking.type.seats === null ? booking.answers : people[0]?.answers;
	return String(answers?.['notes'] ?? '');
}

function hidesPeople({ dialect }: School, { kind }: Fact): boolean {
	return dialect === 'calDiy2026' && (kind === 'confirmed' || kind === 'rejected');
}

function destination({ dialect }: School, { kind, booking }: Fact): [] | null {
	if (kind === 'rejected') return [];
	if (dialect === 'selfHosted2025' && booking.type.teamId !== null) return [];
	return dialect !== 'cloud' && (kind === 'confirmed' || kind === 'cancelled') ? [] : null;
}

function teamOf(school: School, { type }: Booking) {
	const team = school.team(type.teamId);
	return team && { members: [], name: team.name, id: team.id };
}

/** Cal.com of 2025 leaves the count out where a series is booked. */
function ruleOf({ dialect }: School, { kind, booking, wholeSeries }: Fact) {
	const { recurrence } = booking.type;
	const names = booking.seriesUid !== null && (kind === 'created' || wholeSeries);
	if (!recurrence || !names) return undefined;
	const { frequency: freq, occurrences: count, interval } = recurrence;
	return dialect === 'selfHosted2025' && kind === 'created'
		? { freq, interval }
		: { freq, count, interval };
}

function reasonOf({ dialect }: School, { kind, booking, reason }: Fact) {
	if (kind === 'cancelled') return reason ?? (dialect === 'cloud' ? null : undefined);
	return booking.cancellationReason;
}

function metadataOf({ booking, people }: Fact) {
	const own = booking.type.seats === null ? booking.metadata : people[0]?.metadata;
	return { ...own, videoCallUrl: booking.location };
}

function messageOf({ absent = [] }: Fact): string {
	const mark = ({ email, noShow }: { email: string; noShow: boolean }) =>
		`${email} ${noShow ? 'marked' : 'unmarked'} as no-show`;
	return absent.map(mark).join(', ');
}
