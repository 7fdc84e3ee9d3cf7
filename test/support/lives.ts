import { variant } from './events';

type Json = Record<string, unknown>;

/** One step in a booking's life. */
export interface Step {
	what: keyof typeof fixtures;
	uid: string;
	/** The uid that it moved from. */
	from?: string;
	/** When it was sent, in hours after 2026-11-01, 08:00 UTC. */
	sent: number;
	/** When the booking starts, in hours after the same moment. */
	slot: number;
	/** For a move in place: the previous start. */
	was?: number;
	/** The reference of the seat; by default the person's. */
	seat?: string;
	/** The text that people wrote; different each time. */
	words?: string;
	/** The person or people it is about; by default Mara. */
	who?: readonly string[];
}

const fixtures = {
	requested: 'booking_requested',
	created: 'booking_created.basic',
	confirmed: 'booking_created.after_confirmation',
	moved: 'booking_rescheduled',
	asked: 'booking_cancelled.request_reschedule',
	cancelled: 'booking_cancelled',
	rejected: 'booking_rejected',
	marked: 'booking_no_show_updated',
	cleared: 'booking_no_show_updated',
	ended: 'meeting_ended',
	seatTaken: 'booking_created.seat_first',
	seatMoved: 'booking_rescheduled.seat_attendee_existing_slot',
	seatsMoved: 'booking_rescheduled.seat_owner_same_uid',
	seatLeft: 'booking_cancelled.seat',
} as const;

const time = (hours: number) => new Date(Date.UTC(2026, 10, 1, 8) + hours * 3_600_000);
const iso = (hours: number) => time(hours).toISOString();
const emailOf = (who: string) => `${who.toLowerCase()}@kunde.example`;

/** A person who returns after three hours has a different seat. */
const seatOf = (who: string, sent: number) => `seat-${who}-${Math.floor(sent / 3)}`;

/** A list of people as Cal.com sends it; the name of the first person is new each time. */
const listed = (who: readonly string[], words: string, id?: number) =>
	who.map((name) => ({ email: emailOf(name), name: `${name} ${words}`, timeZone: 'UTC', id }));

/** The delivery of this step. */
export function bodyOf({
	what,
	uid,
	from,
	sent,
	slot,
	was,
	seat,
	words = 'Öztürk',
	who = ['Mara'],
}: Step): Json {
	const [one = ''] = who;
	const send = (payload: Json) => variant(fixtures[what], iso(sent), payload);
	if (what === 'marked' || what === 'cleared') {
		const marks = who.map((name) => ({ email: emailOf(name), noShow: what === 'marked' }));
		return send({ bookingUid: uid, attendees: marks });
	}
	const reason = { cancellationReason: words, rejectionReason: words };
	const answers = {
		name: { value: `${one} ${words}` },
		email: { value: emailOf(one) },
		notes: { value: `notes ${words}` },
		attendeePhoneNumber: { value: `+3161234567${sent % 10}` },
	};
	return send({
		uid,
		rescheduleUid: what === 'seatsMoved' ? uid : from,
		startTime: iso(slot),
		endTime: iso(slot + 0.5),
		title: `Level check ${words}`,
		location: `https://meet.example/${encodeURIComponent(words)}`,
		rescheduleStartTime: was === undefined ? undefined : iso(was),
		attendees: listed(who, words, what === 'seatLeft' ? sent + 1 : undefined),
		...(what === 'confirmed' || what === 'ended' ? {} : { responses: answers }),
		...(what === 'asked' || what === 'cancelled' || what === 'seatLeft' ? reason : {}),
		...(what === 'rejected' ? { rejectionReason: words } : {}),
		...(what === 'seatTaken' || what === 'seatMoved'
			? { attendeeSeatId: seat ?? seatOf(one, sent) }
			: {}),
		...(what === 'seatsMoved' ? {} : { rescheduledBy: emailOf(one) }),
		...(what === 'created' || what === 'requested' ? {} : { iCalSequence: sent }),
	});
}

/** Lives of different shapes, each oldest step first. */
export const lives: Record<string, Step[]> = {
	'requested, confirmed, moved twice, cancelled': [
		{ what: 'requested', uid: 'A', sent: 0, slot: 50 },
		{ what: 'confirmed', uid: 'A', sent: 1, slot: 50 },
		{ what: 'moved', uid: 'B', from: 'A', sent: 2, slot: 60 },
		{ what: 'moved', uid: 'C', from: 'B', sent: 3, slot: 70 },
		{ what: 'cancelled', uid: 'C', sent: 4, slot: 70, words: 'Ill' },
	],
	'requested and rejected': [
		{ what: 'requested', uid: 'A', sent: 0, slot: 50 },
		{ what: 'rejected', uid: 'A', sent: 1, slot: 50, words: 'Full' },
	],
	'booked, asked for another time, rejected there': [
		{ what: 'created', uid: 'A', sent: 0, slot: 50 },
		{ what: 'asked', uid: 'A', sent: 1, slot: 50, words: 'Sorry' },
		{ what: 'requested', uid: 'B', from: 'A', sent: 2, slot: 60 },
		{ what: 'rejected', uid: 'B', sent: 3, slot: 60, words: 'Full' },
	],
	'a chain of three, ended': [
		{ what: 'created', uid: 'A', sent: 0, slot: 5 },
		{ what: 'moved', uid: 'B', from: 'A', sent: 1, slot: 6, words: 'Weidlich' },
		{ what: 'moved', uid: 'C', from: 'B', sent: 2, slot: 7, words: 'Novák' },
		{ what: 'ended', uid: 'A', sent: 0, slot: 5 },
		{ what: 'ended', uid: 'C', sent: 0, slot: 7 },
	],
	'booked, marked as no-show, ended, mark withdrawn, marked again': [
		{ what: 'created', uid: 'A', sent: 0, slot: 5 },
		{ what: 'marked', uid: 'A', sent: 5.1, slot: 5 },
		{ what: 'ended', uid: 'A', sent: 0, slot: 5 },
		{ what: 'cleared', uid: 'A', sent: 6, slot: 5 },
		{ what: 'marked', uid: 'A', sent: 7, slot: 5 },
	],
	'seats taken, moved, left, ended': [
		{ what: 'seatTaken', uid: 'A', sent: 0, slot: 5, who: ['Mara'] },
		{ what: 'seatTaken', uid: 'A', sent: 1, slot: 5, who: ['Tomas'] },
		{ what: 'seatMoved', uid: 'B', from: 'A', sent: 2, slot: 6, who: ['Mara', 'Ana'] },
		{ what: 'seatLeft', uid: 'A', sent: 3, slot: 5, who: ['Tomas'] },
		{ what: 'ended', uid: 'B', sent: 0, slot: 6, who: ['Ana', 'Mara'] },
	],
	'a reschedule link used twice, the first one cancelled': [
		{ what: 'created', uid: 'A', sent: 0, slot: 50 },
		{ what: 'moved', uid: 'B', from: 'A', sent: 1, slot: 60 },
		{ what: 'moved', uid: 'C', from: 'A', sent: 2, slot: 70, words: 'Weidlich' },
		{ what: 'cancelled', uid: 'B', sent: 3, slot: 60 },
	],
	'a seat moved there, back and there again': [
		{ what: 'seatTaken', uid: 'A', sent: 0, slot: 50 },
		{ what: 'seatTaken', uid: 'B', sent: 0, slot: 60, who: ['Ana'] },
		{ what: 'seatMoved', uid: 'B', from: 'A', sent: 1, slot: 60, who: ['Mara', 'Ana'] },
		{ what: 'seatMoved', uid: 'A', from: 'B', sent: 2, slot: 50 },
		{ what: 'seatMoved', uid: 'B', from: 'A', sent: 2.5, slot: 60, who: ['Mara', 'Ana'] },
	],
	'a seat left and taken again, the second one left too': [
		{ what: 'seatTaken', uid: 'A', sent: 0, slot: 50 },
		{ what: 'seatLeft', uid: 'A', sent: 1, slot: 50 },
		{ what: 'seatTaken', uid: 'A', sent: 3, slot: 50 },
		{ what: 'seatLeft', uid: 'A', sent: 4, slot: 50 },
		{ what: 'seatTaken', uid: 'A', sent: 6, slot: 50 },
	],
	'moved in place there, on and back': [
		{ what: 'created', uid: 'A', sent: 0, slot: 50 },
		{ what: 'moved', uid: 'A', sent: 1, slot: 60, was: 50 },
		{ what: 'moved', uid: 'A', sent: 2, slot: 70, was: 60 },
		{ what: 'moved', uid: 'A', sent: 3, slot: 50, was: 70 },
		{ what: 'moved', uid: 'A', sent: 4, slot: 60, was: 50 },
	],
	'seats switched on after the first booking': [
		{ what: 'created', uid: 'A', sent: 0, slot: 50 },
		{ what: 'seatTaken', uid: 'A', sent: 1, slot: 50, who: ['Tomas'] },
		{ what: 'seatLeft', uid: 'A', sent: 2, slot: 50, who: ['Tomas'] },
		{ what: 'marked', uid: 'A', sent: 51, slot: 50 },
	],
	'requested, moved by the host, the old request confirmed after all': [
		{ what: 'requested', uid: 'A', sent: 0, slot: 50 },
		{ what: 'moved', uid: 'B', from: 'A', sent: 1, slot: 60 },
		{ what: 'confirmed', uid: 'A', sent: 2, slot: 50 },
		{ what: 'moved', uid: 'C', from: 'A', sent: 3, slot: 70 },
	],
	'one seat reference in two classes, moved from one to the other at the same time': [
		{ what: 'seatTaken', uid: 'A', sent: 0, slot: 3, who: ['Ana'], seat: 'S' },
		{ what: 'seatTaken', uid: 'B', sent: 0, slot: 3, who: ['Ana'], seat: 'S' },
		{ what: 'seatMoved', uid: 'B', from: 'A', sent: 0, slot: 3, who: ['Ana'], seat: 'S' },
	],
	'a class moved once, told twice with other people named': [
		{ what: 'seatTaken', uid: 'A', sent: 0, slot: 3, who: ['Mara'] },
		{ what: 'seatsMoved', uid: 'B', sent: 1, slot: 4, who: ['Tomas', 'Ana', 'Mara'] },
		{ what: 'seatsMoved', uid: 'B', sent: 1, slot: 4, who: ['Mara', 'Tomas'] },
	],
};

/** Lives in which the same thing happens twice. */
export const livesTwice: Record<string, Step[]> = {
	'requested, cancelled, confirmed after all, cancelled again': [
		{ what: 'requested', uid: 'A', sent: 0, slot: 50 },
		{ what: 'cancelled', uid: 'A', sent: 1, slot: 50, words: 'Ill' },
		{ what: 'confirmed', uid: 'A', sent: 2, slot: 50 },
		{ what: 'cancelled', uid: 'A', sent: 3, slot: 50, words: 'Again' },
	],
};
