import { markOfPerson, markOfPlace, marksOf, marksOfErased } from '../domain/erased/erasures';
import { type EventLeft, eventLeft, placesIn, takesSeat, toldBy } from '../domain/erased/eventLeft';
import { withoutPerson } from '../domain/erased/withoutPerson';
import type { BookingEvent } from '../domain/event';
import { defaultParseSettings } from '../domain/parseSettings';
import { peopleOf, personIdentity } from '../domain/person';
import type { Db, Trx } from '../db/connection';
import {
	addErasures,
	emptyEvent,
	findErasures,
	removeErasures,
	rewriteEvent,
} from '../db/repositories/erasures';
import { findEvent } from '../db/repositories/inbox';
import { StartOver } from '../db/transaction';

/**
 * What is left of an event without the people who stay erased (`erasedPeople`).
 *
 * @param body parsed JSON
 * @param country of phone numbers without a country code
 */
export async function leftOf(
	db: Db,
	event: BookingEvent,
	body: unknown,
	country = defaultParseSettings.defaultCountry,
): Promise<EventLeft> {
	const erasures = await findErasures(db, marksOf(toldBy(event, body)));
	const left = eventLeft(event, body, erasures, country);
	if (left.of !== 'all') await spreadErasure(db, event, left);
	if (left.of !== 'nothing' && takesSeat(event)) {
		const back = peopleOf(left.of === 'all' ? event : left.event).flatMap((person) => {
			const identity = personIdentity(person);
			return identity && erasures.has(markOfPerson(identity)) ? [identity] : [];
		});
		const uid = event.booking?.uid ?? '';
		if (back.length > 0)
			await removeErasures(
				db,
				back.map((one) => markOfPlace(one, uid)),
			);
	}
	return left;
}

/** If an erased booking was moved, the new booking is erased too, with later events about it. */
async function spreadErasure(
	db: Db,
	event: BookingEvent,
	{ of, gone }: Exclude<EventLeft, { of: 'all' }>,
): Promise<void> {
	const people = peopleOf(event).filter((one) => gone.includes(personIdentity(one) ?? ''));
	const isAlone = of === 'nothing' && event.booking?.scope === 'booking';
	const alone = isAlone ? [event.booking?.uid ?? ''] : [];
	const marks = marksOfErased(gone, placesIn(event, people), alone);
	await addErasures(db, marks, new Date(event.event.occurredAt));
}

/**
 * Runs the work of a step with what is left of its event, in one transaction. What people enter
 * themselves counts in any case.
 *
 * @returns null if nothing is left
 */
export async function withoutErased<T>(
	trx: Trx,
	event: BookingEvent,
	work: (left: BookingEvent) => Promise<T>,
): Promise<T | null> {
	if (event.event.source === 'manual') return await work(event);
	const left = await leftOf(trx, event, event);
	if (left.of !== 'all') await cleanRow(trx, event, left);
	if (left.of === 'nothing') return null;
	const rest = left.of === 'all' ? event : left.event;
	const result = await work(rest);
	// The work has locked the leads, so an erasure has ended before or waits until after it.
	const after = await leftOf(trx, rest, rest);
	if (after.of !== 'all') throw new StartOver();
	return result;
}

/** The inbox row of an event that was recorded while a person in it was being erased. */
async function cleanRow(
	trx: Trx,
	{ event: { id } }: BookingEvent,
	left: Exclude<EventLeft, { of: 'all' }>,
): Promise<void> {
	if (id === null) return;
	if (left.of === 'nothing') return await emptyEvent(trx, id);
	const row = await findEvent(trx, id);
	if (!row?.payload) return;
	const payload = JSON.stringify(withoutPerson(JSON.parse(row.payload), left.matcher));
	await rewriteEvent(trx, id, { payload, error: row.error_message });
}
