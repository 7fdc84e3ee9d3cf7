import fc from 'fast-check';

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

/** Each moment has its own words and slot, so that few different bodies make many lives. */
const wordsAt = (sent: number) => ['Öztürk', 'Weidlich', 'Novák'][sent % 3] as string;
const slotAt = (sent: number) => 3 + (sent % 4);

const step = fc.record({
	what: fc.constantFrom<News['what'] | 'movedInPlace'>(
		'requested',
		'confirmed',
		'moved',
		'moved',
		'movedInPlace',
		'asked',
		'cancelled',
		'rejected',
		'marked',
		'cleared',
		'ended',
	),
	/** Some pieces of news are sent in the same moment. */
	pause: fc.constantFrom(0, 1, 1),
});
const first = fc.constantFrom<News['what']>('requested', 'created', 'confirmed');

/** Any life of one person: begun, then whatever happens to it, under as many uids as it moves. */
export const anyLife: fc.Arbitrary<News[]> = fc
	.tuple(first, fc.array(step, { minLength: 2, maxLength: 8 }))
	.map(([what, steps]) => {
		const life: News[] = [{ what, uid: 'A', sent: 0, slot: 5 }];
		for (const { what: next, pause } of steps) {
			const { uid, ...last } = life.at(-1) as News;
			const moves = next === 'moved' || next === 'requested';
			const sent = last.sent + pause;
			life.push({
				what: next === 'movedInPlace' ? 'moved' : next,
				...(moves ? { uid: String.fromCharCode(uid.charCodeAt(0) + 1), from: uid } : { uid }),
				slot: moves || next === 'movedInPlace' ? slotAt(sent) : last.slot,
				sent,
				words: wordsAt(sent),
			});
		}
		return life;
	});

const ofOne = fc.record({
	what: fc.constantFrom('seatTaken', 'seatTaken', 'seatMoved', 'seatLeft', 'marked', 'cleared'),
	who: fc.constantFrom(['Mara'], ['Tomas'], ['Ana']),
});
const ofAll = fc.record({
	what: fc.constantFrom('seatsMoved', 'ended', 'marked'),
	who: fc.constantFrom(['Mara', 'Tomas'], ['Tomas', 'Ana', 'Mara']),
});

/** Whatever people and hosts do with the seats of two appointments, A and B. */
export const anySeats: fc.Arbitrary<News[]> = fc.array(
	fc
		.tuple(
			fc.oneof({ weight: 3, arbitrary: ofOne }, { weight: 1, arbitrary: ofAll }),
			fc.constantFrom('A', 'B'),
			fc.nat({ max: 6 }),
		)
		.map(([{ what, who }, uid, sent]): News => {
			const from = what === 'seatMoved' ? { from: uid === 'A' ? 'B' : 'A' } : {};
			return { what, uid, sent, slot: slotAt(sent), words: wordsAt(sent), who, ...from };
		}),
	{ minLength: 2, maxLength: 9 },
);
