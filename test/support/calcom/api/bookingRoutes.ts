import { book, bookSeries } from '../actions/book';
import { confirm, decline } from '../actions/answer';
import { addGuest, changeLocation, markAbsent, reassign } from '../actions/change';
import type { AbsentWish } from '../actions/change';
import { requestReschedule } from '../actions/cancel';
import { move, moveClass, moveSeat } from '../actions/move';
import { type Booking, type Person, Refused, type User } from '../model';
import type { School } from '../school';
import { type ApiRequest, ok } from './answer';
import { needsPermission } from './auth';
import { bookingOutput, personShown, type View } from './bookingOutput';
import { found } from './found';
import { postCancel } from './cancelRoute';

type Hidden = Pick<View, 'hidden'>;

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** `GET /bookings/{uid}`: needs no key; a series by its uid is a list. */
export function getBooking(school: School, request: ApiRequest, uid: string, hidden: Hidden) {
	const view = { viewer: request.viewer, ...hidden };
	const series = school.seriesOf(uid);
	if (series.length > 0) return ok(series.map((one) => bookingOutput(school, one, view)));
	return ok(bookingOutput(school, found(school, uid), view));
}

export function getBySeat(school: School, request: ApiRequest, seatUid: string, hidden: Hidden) {
	const booking = school.bookings.find(({ attendees }) =>
		attendees.some((one) => one.seatUid === seatUid),
	);
	if (!booking)
		throw new Refused(404, `Booking with seatUid=${seatUid} was not found in the database`);
	const view = { viewer: request.viewer, withoutSeatTimes: true, ...hidden };
	return ok(bookingOutput(school, booking, view));
}

export function getAttendees(school: School, { viewer }: ApiRequest, uid: string, hidden: Hidden) {
	needsPermission(viewer, 'BOOKING_READ');
	const booking = found(school, uid);
	const people = hidden.hidden ? [] : booking.attendees;
	const phone = (number: string | null) => (number ? { phoneNumber: number } : {});
	return ok(
		people.map((one) => ({ ...personShown(school, one), ...phone(one.phone), id: one.id })),
	);
}

/** `POST /bookings`: needs no key. */
export async function postBooking(school: School, { body, viewer }: ApiRequest) {
	const type = school.eventTypes.find(({ id }) => id === body['eventTypeId']);
	if (!type) throw new Refused(404, `Event type with id ${body['eventTypeId']} not found`);
	const attendee = body['attendee'] as Person | undefined;
	const missing = 'attendee property is wrong,attendee should not be null or undefined ';
	if (!attendee) throw new Refused(400, missing);
	const phone = (body['attendee'] as { phoneNumber?: string }).phoneNumber;
	const start = Date.parse(String(body['start']));
	if (start < school.clock()) throw new Refused(400, 'Attempting to book a meeting in the past.');
	const wish = {
		type,
		start,
		person: { ...attendee, ...(phone && { phone }) },
		...(Array.isArray(body['guests']) && { guests: body['guests'] as string[] }),
		answers: (body['bookingFieldsResponses'] ?? {}) as Record<string, unknown>,
		metadata: (body['metadata'] ?? {}) as Record<string, string>,
	};
	if (type.recurrence) {
		const series = await bookSeries(school, wish);
		const view = { viewer, made: { seatUid: null } };
		return ok(
			series.map((one) => bookingOutput(school, one, view)),
			201,
		);
	}
	const { booking, seat } = await book(school, wish);
	const made = { seatUid: seat?.seatUid ?? null };
	return ok(bookingOutput(school, booking, { viewer, made }), 201);
}

type Action = (school: School, request: ApiRequest, uid: string) => Promise<ReturnType<typeof ok>>;

/** `POST /bookings/{uid}/…`: what needs no key can be done by the guest too. */
export const bookingActions: Readonly<Record<string, Action>> = {
	reschedule: async (school, { body, viewer }, uid) => {
		const booking = found(school, uid);
		const start = Date.parse(String(body['start']));
		const seatUid = text(body['seatUid']);
		const rescheduledBy = text(body['rescheduledBy']) ?? null;
		const reason = text(body['reschedulingReason']) ?? null;
		const by = isHost(school, booking, viewer, rescheduledBy) ? 'host' : 'guest';
		const wish = { start, rescheduledBy, reason, by } as const;
		if (booking.type.seats === null) {
			const moved = await move(school, uid, wish);
			return ok(bookingOutput(school, moved, { viewer, made: { seatUid: null } }), 201);
		}
		const moved = seatUid
			? await moveSeat(school, uid, seatUid, start)
			: { booking: await moveClass(school, uid, wish), seat: null };
		const made = { seatUid: moved.seat?.seatUid ?? null };
		return ok(bookingOutput(school, moved.booking, { viewer, made }), 201);
	},
	cancel: postCancel,
	confirm: async (school, { viewer }, uid) => {
		needsHost(school, viewer, found(school, uid));
		return ok(bookingOutput(school, await confirm(school, uid), { viewer }));
	},
	decline: async (school, { viewer, body }, uid) => {
		needsHost(school, viewer, found(school, uid));
		const declined = await decline(school, uid, text(body['reason']));
		return ok(bookingOutput(school, declined, { viewer }));
	},
	'mark-absent': async (school, { viewer, body }, uid) => {
		const booking = found(school, uid);
		const user = needsPermission(viewer, 'BOOKING_WRITE');
		const foreign = user.id !== booking.hostId && school.dialect === 'selfHosted2025';
		if (foreign) throw new Refused(500, 'Internal server error', 'bare');
		await markAbsent(school, uid, body as AbsentWish);
		return ok(bookingOutput(school, booking, { viewer, asUnseated: true }));
	},
	reassign: async (school, { viewer }, uid) => {
		needsPermission(viewer, 'BOOKING_WRITE');
		const booking = await reassign(school, found(school, uid).uid);
		return ok({ bookingUid: uid, reassignedTo: reassignedTo(school, booking) });
	},
	'request-reschedule': async (school, { viewer, body }, uid) => {
		needsPermission(viewer, 'BOOKING_WRITE');
		await requestReschedule(school, found(school, uid).uid, {
			reason: text(body['rescheduleReason']) ?? null,
		});
		return { status: 200, body: { status: 'success' } };
	},
	guests: async (school, { viewer, body }, uid) => {
		needsPermission(viewer, 'BOOKING_WRITE');
		const guests = (body['guests'] ?? []) as Array<{ email: string; name?: string }>;
		for (const guest of guests) await addGuest(school, uid, guest);
		return ok(bookingOutput(school, found(school, uid), { viewer }));
	},
};

/** `PATCH /bookings/{uid}/location`. */
export async function patchLocation(school: School, { viewer, body }: ApiRequest, uid: string) {
	needsPermission(viewer, 'BOOKING_WRITE');
	const { link } = (body['location'] ?? {}) as { link?: string };
	const booking = await changeLocation(school, found(school, uid).uid, link ?? '');
	return ok(bookingOutput(school, booking, { viewer }));
}

/** `POST /bookings/{uid}/reassign/{userId}`. */
export async function reassignTo(school: School, { viewer }: ApiRequest, uid: string, to: string) {
	needsPermission(viewer, 'BOOKING_WRITE');
	const booking = await reassign(school, found(school, uid).uid, Number(to));
	return ok({ bookingUid: uid, reassignedTo: reassignedTo(school, booking) });
}

function reassignedTo(school: School, { hostId }: Booking) {
	const { id, name, email } = school.user(hostId) ?? { id: 0, name: '', email: '' };
	return { id, name, email, ...(school.facts.displayEmails && { displayEmail: email }) };
}

/** Cal.diy lets any key answer a request. */
function needsHost(school: School, viewer: User | null, { hostId }: Booking): void {
	const user = needsPermission(viewer, 'BOOKING_WRITE');
	if (user.id === hostId || school.dialect === 'calDiy2026') return;
	throw new Refused(
		401,
		'You are not authorized to confirm or decline this booking.',
		'trpc',
		'TRPCError',
	);
}

function isHost(
	school: School,
	{ hostId }: Booking,
	viewer: User | null,
	by: string | null,
): boolean {
	const host = school.user(hostId);
	if (by !== null && by === host?.email) return true;
	return school.facts.hostKeyAcceptsMoves && viewer !== null && viewer.id === hostId;
}
