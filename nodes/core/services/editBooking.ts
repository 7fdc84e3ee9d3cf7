import { MtlError } from '../domain/errors';
import { type ManualEdits, wholeBooking } from '../domain/booking/historyEntry';
import { manualEdit, manualUid } from '../domain/booking/manualEdits';
import { appointmentsIn } from '../domain/booking/knownBookings';
import { planBooking } from '../domain/booking/planBooking';
import type { Db, Trx } from '../db/connection';
import { fittingFor } from '../db/fitting';
import { type Installation, installationOf } from '../db/installation';
import { findBooking } from '../db/repositories/bookings';
import { findReferences, lockUids, pointReference } from '../db/repositories/references';
import type { BookingRow } from '../db/tables';
import { transact } from '../db/transaction';
import { loadBookings } from './loadBookings';
import { writePlan } from './writePlan';

/**
 * Edits a booking manually: the edit stays until a later event says otherwise.
 *
 * @param at when the edit was decided
 * @throws {MtlError} `not-found` if the booking does not exist
 */
export async function editBooking(
	db: Db,
	id: number,
	edits: ManualEdits,
	at: Date = new Date(),
): Promise<BookingRow> {
	const installation = await installationOf(db);
	return await transact(db, async (trx) => await editInside(trx, installation, id, { edits, at }));
}

export interface Edit {
	edits: ManualEdits;
	at: Date;
	/** Called with the locked row before anything is written; throws to leave it alone. */
	check?: (row: BookingRow) => void;
}

/** `editBooking` as a part of a larger transaction. */
export async function editInside(
	trx: Trx,
	installation: Installation,
	id: number,
	{ edits, at, check }: Edit,
): Promise<BookingRow> {
	const row = await findBooking(trx, { id });
	if (!row) {
		throw new MtlError(
			'not-found',
			`There is no booking with the id ${id}.`,
			'Look the id up in the table bookings, or with Booking: Get Many.',
		);
	}
	const references = await findReferences(trx, { bookingIds: [id] });
	const manualPlace = { uid: manualUid(id), seatKey: wholeBooking, seat: null, bookingId: id };
	const uids = references.length > 0 ? references.map(({ uid }) => uid) : [manualPlace.uid];
	await lockUids(trx, uids);
	if (references.length === 0) await pointReference(trx, manualPlace);
	const seats = references.map(({ seatKey }) => seatKey).filter((key) => key !== wholeBooking);
	const series = { seriesKey: null, possibleSeriesKey: null, endsSeries: false };
	const concerned = { uids, people: seats, wholeClass: false, classes: [], ...series };
	const known = await loadBookings(trx, concerned, { lock: true, installation });
	if (check) check((await findBooking(trx, { id })) ?? row);
	const appointment = appointmentsIn(known, known.history).find(({ places }) =>
		places.some((place) =>
			references.some((one) => one.uid === place.uid && one.seatKey === place.seatKey),
		),
	);
	const place = appointment?.places.at(-1) ?? references[0] ?? manualPlace;
	const edited = {
		bookingId: id,
		place,
		person: appointment?.person ?? null,
		entries: appointment?.entries ?? [],
	};
	const entry = manualEdit(edited, edits, at);
	const plan = planBooking(known, [entry], new Date());
	await writePlan(trx, known, plan, entry.eventKey, fittingFor(installation));
	return (await findBooking(trx, { id })) as BookingRow;
}
