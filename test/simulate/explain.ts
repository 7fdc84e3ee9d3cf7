import type { Db } from '../../nodes/core/db/connection';
import type { Booking } from '../support/calcom';
import type { Difference } from './compare';
import type { Outcome } from './simulate';

/** The life of the booking that differs: what people did, what was delivered, what came of it. */
export async function explain(db: Db, outcome: Outcome, difference: Difference): Promise<string> {
	const { life, receiver } = outcome;
	const { kind, uid, expected, actual } = difference;
	const chain = chainOf(life.calcom.school.bookings, uid);
	const uids = new Set(chain.map((one) => one.uid));
	const iso = (at: number) => new Date(at).toISOString();
	const steps = [
		...life.log.map(({ at, uid: of, what }) => ({ at, of, text: what })),
		...life.calcom.channel.log.map((one) => ({
			...{ at: one.at, of: one.uid, text: `  ${one.triggerEvent} ${one.fate}` },
		})),
		...receiver.arrived.map((one) => ({
			...{ at: one.at, of: one.uid, text: `    arrived, stamped ${one.stamp}` },
		})),
	].filter(({ of }) => uids.has(of));
	const inbox = await db
		.selectFrom('webhook_events')
		.where('external_id', 'in', [...uids])
		.select(['external_id', 'event_type', 'source', 'status', 'occurred_at', 'duplicate_count'])
		.orderBy('id')
		.execute();
	return [
		`${kind} ${uid}`,
		`  expected ${JSON.stringify(expected)}`,
		`  actual   ${JSON.stringify(actual)}`,
		...chain.map((one) => `  Cal.com  ${JSON.stringify(shown(one))}`),
		...steps
			.sort((a, b) => a.at - b.at)
			.map(({ at, of, text }) => `  ${iso(at)} ${of.slice(0, 6)} ${text}`),
		...inbox.map((row) => `  inbox ${JSON.stringify(row)}`),
	].join('\n');
}

/** All rows of Cal.com that moves lead to from this one. */
function chainOf(bookings: readonly Booking[], uid: string): Booking[] {
	const uids = new Set([uid]);
	for (let before = 0; before < uids.size; ) {
		before = uids.size;
		for (const { uid: own, fromUid, toUid } of bookings) {
			const linked = [own, fromUid, toUid].filter((one) => one !== null);
			if (linked.some((one) => uids.has(one))) linked.forEach((one) => uids.add(one));
		}
	}
	return bookings.filter((one) => uids.has(one.uid));
}

function shown({ uid, type, typeId, status, start, fromUid, toUid, attendees }: Booking) {
	const people = attendees.map(({ email, seatUid }) => [email, seatUid?.slice(0, 6)].join(' '));
	const startsAt = new Date(start).toISOString();
	return { uid, title: type.title, typeId, status, startsAt, fromUid, toUid, people };
}
