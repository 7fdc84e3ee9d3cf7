import { MtlError } from '../domain/errors';
import { type HandEdits, wholeBooking } from '../domain/fact';
import type { Db } from '../db/connection';
import { findBooking } from '../db/repositories/bookings';
import { addFact } from '../db/repositories/history';
import { findReferences, pointReference } from '../db/repositories/references';
import type { BookingRow } from '../db/tables';
import { transact } from '../db/transaction';
import { applyFacts } from './applyFacts';
import { handFact, referenceByHand } from './handEdits';

/**
 * Sets something on a booking as a person does: it stands until a newer event says otherwise.
 *
 * @param at when it was decided
 * @throws {MtlError} `not-found` when there is no such booking
 */
export async function editBooking(
	db: Db,
	id: number,
	edits: HandEdits,
	at: Date = new Date(),
): Promise<BookingRow> {
	return await transact(db, async (trx) => {
		const [known] = await findReferences(trx, { bookingIds: [id] });
		const reference = known ?? { uid: referenceByHand(id), seatKey: wholeBooking };
		if (!(await findBooking(trx, { id }))) {
			throw new MtlError(
				'not-found',
				`There is no booking with the id ${id}.`,
				'Look the id up in the table bookings, or with Booking: Get Many.',
			);
		}
		if (!known) await pointReference(trx, { ...reference, bookingId: id });
		const fact = handFact(id, reference, edits, at);
		const target = {
			references: [],
			bookingIds: [id],
			creates: false,
			whole: false,
			attendee: null,
		};
		await applyFacts(trx, target, [fact]);
		await addFact(trx, fact);
		return (await findBooking(trx, { id })) as BookingRow;
	});
}
