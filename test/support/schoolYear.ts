import { createHash } from 'node:crypto';

import { variant } from './events';

type Json = Record<string, unknown>;

/** A delivery and when Cal.com sent it. */
export interface YearDelivery {
	sentAt: string;
	body: Json;
}

/** A booking as its deliveries tell it; times are ISO 8601 in UTC. */
export interface Recounted {
	email: string;
	bookedAt: string;
	startsAt: string;
	type: string;
	teacher: string | null;
	fate: Fate;
	cancelledAt: string | null;
}

const fates = [
	'held',
	'held',
	'held',
	'no_show',
	'cancelled_by_guest',
	'cancelled_by_host',
	'not_held',
	'cancelled_unknown',
	'still_open',
] as const;
export type Fate = (typeof fates)[number];

export const teachers = ['anna@school.example', 'bela@school.example', 'nobody@school.example'];
const titles = ['Level check', 'Consultation', 'Trial class'];
const minute = 60_000;
const day = 24 * 60 * minute;
/** The first Monday of the year. */
export const yearBegins = Date.UTC(2025, 10, 3);

/** Numbers from 0 to 1 that are the same every time. */
function numbersFrom(seed: string): () => number {
	let count = 0;
	return () => {
		const digest = createHash('sha256').update(`${seed} ${count++}`).digest();
		return digest.readUInt32BE(0) / 2 ** 32;
	};
}

/** What Cal.com sends in a year of a school, in the order in which it is sent. */
export function yearOfDeliveries(people: number, seed = 'year'): YearDelivery[] {
	const random = numbersFrom(seed);
	const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
	const deliveries: YearDelivery[] = [];
	for (let index = 0; index < people; index++) {
		const bookings = random() < 0.3 ? 2 : 1;
		let at = yearBegins + random() * 330 * day;
		for (let which = 0; which < bookings; which++) {
			deliveries.push(...lifeOf(`${index}-${which}`, `guest${index}@kunde.example`, at));
			at += (3 + random() * 40) * day;
		}
	}
	return deliveries.sort((a, b) => (a.sentAt < b.sentAt ? -1 : 1));

	function lifeOf(name: string, email: string, bookedMs: number): YearDelivery[] {
		const life: YearDelivery[] = [];
		const [teacher, title] = [pick(teachers), pick(titles)];
		let sent = Math.floor(bookedMs / minute) * minute;
		// Many begin around midnight in Amsterdam, where the day is not the day in UTC.
		const slot = (after: number) =>
			(Math.floor(after / day) + 1 + Math.floor(random() * 12)) * day +
			pick([9, 15, 21.5, 22.5, 23.5]) * 60 * minute;
		let start = slot(sent);
		const more = () => ({
			organizer: { email: teacher, name: 'Host', timeZone: 'Europe/Amsterdam' },
			attendees: [{ email, name: `Guest ${name}`, timeZone: 'Europe/Berlin' }],
			responses: { name: { value: `Guest ${name}` }, email: { value: email } },
			title: `${title} between Host and Guest`,
			eventTitle: title,
			startTime: new Date(start).toISOString(),
			endTime: new Date(start + 30 * minute).toISOString(),
		});
		const tell = (fixture: string, payload: Json) => {
			const sentAt = new Date(sent).toISOString();
			life.push({ sentAt, body: variant(fixture, sentAt, payload) });
		};
		let uid = `${name}-0`;
		tell('booking_created.basic', { ...more(), uid, iCalUID: `${name}-0@Cal.com` });
		for (let moves = 0; random() < 0.25 && moves < 3; moves++) {
			const [from, was] = [uid, start];
			sent += Math.floor(((start - sent) / 2 / minute) * random()) * minute + 5 * minute;
			start = slot(sent);
			uid = `${name}-${moves + 1}`;
			tell('booking_rescheduled', {
				...more(),
				...{ uid, rescheduleUid: from, iCalUID: `${name}-0@Cal.com` },
				...{ rescheduleStartTime: new Date(was).toISOString(), iCalSequence: moves + 1 },
			});
		}
		const fate = pick(fates);
		const ends = { ...more(), uid, iCalUID: `${name}-0@Cal.com`, cancellationReason: 'A reason' };
		switch (fate) {
			case 'held':
				sent = start + 31 * minute;
				tell('meeting_ended', { ...more(), uid, iCalUID: `${name}-0@Cal.com` });
				break;
			case 'no_show':
				sent = start + 12 * minute;
				tell('booking_no_show_updated', {
					bookingUid: uid,
					attendees: [{ email, noShow: true }],
				});
				break;
			case 'cancelled_by_guest':
				sent += 7 * minute;
				tell('booking_cancelled', { ...ends, cancelledBy: email.toUpperCase() });
				break;
			case 'cancelled_by_host':
				sent += 7 * minute;
				tell('booking_cancelled', { ...ends, cancelledBy: teacher });
				break;
			case 'not_held':
				sent = start + 5 * minute;
				tell('booking_cancelled', { ...ends, cancelledBy: teacher });
				break;
			case 'cancelled_unknown':
				sent += 7 * minute;
				tell('booking_cancelled', { ...ends, cancelledBy: pick([undefined, 'else@x.example']) });
				break;
			case 'still_open':
				break;
		}
		return life;
	}
}

interface Said {
	uid: string;
	previousUid: string | null;
	sentAt: string;
	type: string;
	payload: Json;
}

/**
 * Counts the bookings of deliveries anew, without any code of the package: each chain of moves is
 * one booking, and its last delivery says what became of it.
 */
export function recount(deliveries: readonly YearDelivery[]): Recounted[] {
	const said = deliveries.map(({ sentAt, body }): Said => {
		const payload = (body['payload'] as Json | undefined) ?? body;
		return {
			uid: String(payload['uid'] ?? payload['bookingUid']),
			previousUid: (payload['rescheduleUid'] as string | undefined) ?? null,
			sentAt,
			type: String(body['triggerEvent']),
			payload,
		};
	});
	const moves = new Map(said.map(({ uid, previousUid }) => [uid, previousUid] as const));
	for (const { uid, previousUid } of said) if (previousUid) moves.set(uid, previousUid);
	const first = (uid: string): string => {
		const before = moves.get(uid);
		return before ? first(before) : uid;
	};
	const chains = new Map<string, Said[]>();
	for (const one of said) {
		const key = first(one.uid);
		chains.set(key, [...(chains.get(key) ?? []), one]);
	}
	return [...chains.values()].map(bookingOf);
}

function bookingOf(chain: Said[]): Recounted {
	const ordered = [...chain].sort((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
	const timed = ordered.filter(({ type }) => /CREATED|RESCHEDULED/.test(type));
	const { payload } = timed.at(-1) as Said;
	const last = ordered.at(-1) as Said;
	const email = (payload['attendees'] as Array<{ email: string }>)[0]?.email ?? '';
	const organizer = (payload['organizer'] as { email: string }).email;
	const startsAt = String(payload['startTime']);
	const by = String(last.payload['cancelledBy'] ?? '').toLowerCase();
	const fate = (): Fate => {
		if (last.type === 'MEETING_ENDED') return 'held';
		if (last.type === 'BOOKING_NO_SHOW_UPDATED') return 'no_show';
		if (last.type !== 'BOOKING_CANCELLED') return 'still_open';
		if (by === organizer) return last.sentAt >= startsAt ? 'not_held' : 'cancelled_by_host';
		return by === email ? 'cancelled_by_guest' : 'cancelled_unknown';
	};
	return {
		email,
		bookedAt: ordered[0]?.sentAt ?? '',
		startsAt,
		type: String(payload['eventTitle']).toLowerCase().replace(' ', '_'),
		teacher: organizer.startsWith('nobody') ? null : organizer,
		fate: fate(),
		cancelledAt: last.type === 'BOOKING_CANCELLED' ? last.sentAt : null,
	};
}

/** The day (yyyy-MM-dd) of a time in a zone, by the platform's own calendar. */
export function dayAt(iso: string, timeZone: string): string {
	return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(iso));
}

/** The Monday of a day's week. */
export function mondayOf(date: string): string {
	const at = new Date(`${date}T00:00:00Z`);
	return new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * day).toISOString().slice(0, 10);
}
