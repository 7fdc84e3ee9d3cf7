import { MtlError } from '../domain/errors';
import type { Db } from '../db/connection';
import { unhurried } from '../db/limits';
import {
	deleteOldEvents,
	emptyBookingPayloads,
	emptyOldPayloads,
} from '../db/repositories/retention';
import { installationOf } from '../db/installation';
import { attempt } from '../db/transaction';
import { refreshDays } from './reports/refreshDays';

export interface Retention {
	/** Days after which bodies are emptied. */
	payloadDays: number;
	/** Days after which events are deleted, along with the keys that detect repeats. */
	eventDays: number;
}

export const defaultRetention: Retention = { payloadDays: 90, eventDays: 400 };

/**
 * Removes what is no longer needed: first the bodies of finished events, later the events.
 * Unfinished events stay. Then corrects the days of bookings that other applications have moved.
 *
 * @throws {MtlError} `input` if the days are invalid
 */
export async function applyRetention(db: Db, { payloadDays, eventDays }: Retention) {
	const sensible = [payloadDays, eventDays].every((days) => Number.isInteger(days) && days >= 1);
	if (!sensible || eventDays < payloadDays) {
		throw new MtlError(
			'input',
			'The days of "Empty Bodies After" and "Delete Events After" must be whole numbers from 1, the second not below the first.',
			`The usual values are ${defaultRetention.payloadDays} and ${defaultRetention.eventDays}.`,
		);
	}
	return await unhurried(async () => {
		const removed = {
			payloadsEmptied: await attempt(async () => await emptyOldPayloads(db, payloadDays)),
			bookingPayloadsEmptied: await attempt(
				async () => await emptyBookingPayloads(db, payloadDays),
			),
			eventsDeleted: await attempt(async () => await deleteOldEvents(db, eventDays)),
		};
		const { timeZone } = await installationOf(db);
		await refreshDays(db, timeZone);
		return removed;
	});
}
