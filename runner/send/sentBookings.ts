import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { readKept, writePrivately } from '../keptFile';
import { RunnerError } from '../runnerError';
import {
	cancelledBody,
	createdBody,
	pingBody,
	rescheduledBody,
	type SampleBooking,
} from './samples';

/** The test booking of a home: what was sent as `created`, and where it has moved since. */
interface SentBooking {
	createdText: string;
	current: SampleBooking;
}

/** The kinds of test deliveries. */
export const sampleKinds = ['created', 'rescheduled', 'cancelled', 'ping'] as const;
export type SampleKind = (typeof sampleKinds)[number];

/**
 * The body of a test delivery. `created` is the same body each time, unless `fresh` asks for
 * another booking; `rescheduled` and `cancelled` speak of that booking, which each reschedule gives
 * a new uid. What was made is remembered in the home. Throws RunnerError when there is no booking.
 */
export function nextBody(home: string, kind: SampleKind, fresh: boolean, now: DateTime): string {
	if (kind === 'ping') return JSON.stringify(pingBody(now));
	const path = join(home, 'sent-booking.json');
	const sent = readKept<SentBooking>(path);
	if (kind === 'created') {
		if (sent !== undefined && !fresh) return sent.createdText;
		const current = newBooking(now.plus({ days: 1 }));
		const createdText = JSON.stringify(createdBody(current, now));
		writePrivately(path, JSON.stringify({ createdText, current } satisfies SentBooking));
		return createdText;
	}
	if (sent === undefined) {
		throw new RunnerError('There is no test booking yet: npm run send -- created');
	}
	if (kind === 'cancelled') return JSON.stringify(cancelledBody(sent.current, now));
	const next: SampleBooking = {
		...newBooking(DateTime.fromISO(sent.current.startsAt).plus({ days: 1 })),
		iCalSequence: sent.current.iCalSequence + 1,
	};
	writePrivately(path, JSON.stringify({ ...sent, current: next } satisfies SentBooking));
	return JSON.stringify(rescheduledBody(next, sent.current, now));
}

/** A uid as Cal.com makes them: 22 characters of base58. */
export function newUid(): string {
	const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
	return Array.from(randomBytes(22), (byte) => base58[byte % base58.length]).join('');
}

function newBooking(day: DateTime): SampleBooking {
	const startsAt = day.toUTC().set({ hour: 9, minute: 30, second: 0, millisecond: 0 });
	return {
		uid: newUid(),
		bookingId: randomInt(100_000, 999_999),
		startsAt: startsAt.toISO() ?? '',
		iCalSequence: 0,
	};
}
