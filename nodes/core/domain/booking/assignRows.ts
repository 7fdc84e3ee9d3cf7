import type { Appointment, PlaceKey } from './foldHistory';
import { wholeBooking } from './historyEntry';
import type { KnownBookings, Reference, StoredBooking } from './knownBookings';

/** An appointment, and the row that it is written to. */
export interface AssignedBooking {
	appointment: Appointment;
	/** The row to write; null for a new one. */
	id: number | null;
	/** Rows that turned out to be this booking too. */
	mergedIds: number[];
	/** The row as it is; null for a new one. */
	stored: StoredBooking | null;
}

/**
 * Which row each appointment is written to. The rows that were first keep their ids; each becomes the appointment
 * that is where the row is now, else the one that was at one of its places. Rows that are left over although their
 * places belong to an appointment are merged into its row.
 */
export function assignRows(
	known: KnownBookings,
	appointments: readonly Appointment[],
): AssignedBooking[] {
	const assigned = appointments.map(
		(appointment): AssignedBooking => ({ appointment, id: null, mergedIds: [], stored: null }),
	);
	for (const row of [...known.bookings].sort((a, b) => a.id - b.id)) {
		const closest = assigned
			.map((one) => ({ one, closeness: closenessOf(one.appointment, row, known.references) }))
			.filter(({ closeness }) => closeness > 0)
			.sort((a, b) => b.closeness - a.closeness);
		const free = closest.find(({ one }) => one.id === null)?.one;
		if (free) Object.assign(free, { id: row.id, stored: row });
		else closest[0]?.one.mergedIds.push(row.id);
	}
	return assigned;
}

/** How surely a row is an appointment's; 0 where it is not. */
function closenessOf(
	{ places, state }: Appointment,
	row: StoredBooking,
	references: readonly Reference[],
): number {
	const own = references.filter(({ bookingId }) => bookingId === row.id);
	const now = places.at(-1);
	const points = (place: PlaceKey) =>
		own.some(
			({ uid, seatKey, seat }) =>
				uid === place.uid && (seat && place.seat ? seat === place.seat : seatKey === place.seatKey),
		);
	const shares = (place: PlaceKey) =>
		own.some(({ uid, seatKey }) => uid === place.uid && seatKey === place.seatKey);
	if (now && row.uid === now.uid && points(now)) return 5;
	if (places.some(points)) return 4;
	if (places.some(shares)) return 3;
	// A booking without seats whose uid became a class.
	const became = (place: PlaceKey) =>
		row.state.leadId === state.leadId &&
		place.seatKey !== wholeBooking &&
		own.some(({ uid, seatKey }) => uid === place.uid && seatKey === wholeBooking);
	return places.some(became) ? 2 : 0;
}
