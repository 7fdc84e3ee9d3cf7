import { variant } from './events';

type Json = Record<string, unknown>;

/** One piece of news of a booking's life. */
export interface News {
	what: keyof typeof fixtures;
	uid: string;
	/** The uid that it comes from. */
	from?: string;
	/** Sent so many hours after 2026-11-01, 08:00 UTC. */
	sent: number;
	/** The booking begins so many hours after that moment. */
	slot: number;
	/** What people wrote; another one each time. */
	words?: string;
	/** Who it is about, or each one where it is about several; Mara. */
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

/** A list of people as Cal.com sends it: the first one's name says something new each time. */
const listed = (who: readonly string[], words: string) =>
	who.map((name) => ({ email: emailOf(name), name: `${name} ${words}`, timeZone: 'UTC' }));

/** The delivery that brings this news. */
export function bodyOf({
	what,
	uid,
	from,
	sent,
	slot,
	words = 'Öztürk',
	who = ['Mara'],
}: News): Json {
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
		attendees: listed(who, words),
		...(what === 'confirmed' || what === 'ended' ? {} : { responses: answers }),
		...(what === 'asked' || what === 'cancelled' || what === 'seatLeft' ? reason : {}),
		...(what === 'rejected' ? { rejectionReason: words } : {}),
		...(what === 'seatTaken' || what === 'seatMoved' ? { attendeeSeatId: `seat-${one}` } : {}),
		...(what === 'seatsMoved' ? {} : { rescheduledBy: emailOf(one) }),
		...(what === 'created' || what === 'requested' ? {} : { iCalSequence: sent }),
	});
}

/** Lives of different shapes, each told oldest first. */
export const lives: Record<string, News[]> = {
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
};
