import type { Appointment, PlaceKey } from './foldHistory';
import { wholeBooking } from './historyEntry';
import type { KnownBookings, Reference, StoredBooking } from './knownBookings';

/** An appointment and the row to write it to. */
export interface AssignedBooking {
	appointment: Appointment;
	/** The row to write; null for a new one. */
	id: number | null;
	/** Other rows that turned out to be the same booking. */
	mergedIds: number[];
	/** Whether one of these rows was not deleted. */
	mergedLiving: boolean;
	/** The row as stored; null for a new one. */
	stored: StoredBooking | null;
}

/**
 * Which row each appointment is written to. Rows that others point to keep their ids, then rows
 * that were not deleted, then the oldest rows. Each becomes the
 * appointment that is now at the place of the row, else the appointment that was once at one of its
 * places. Leftover rows whose places belong to an appointment are merged into its row.
 */
export function assignRows(
	known: KnownBookings,
	appointments: readonly Appointment[],
): AssignedBooking[] {
	const assigned = appointments.map(
		(appointment): AssignedBooking => ({
			appointment,
			id: null,
			mergedIds: [],
			mergedLiving: false,
			stored: null,
		}),
	);
	for (const row of [...known.bookings].sort(byRank)) {
		const closest = assigned
			.map((one) => ({ one, closeness: closenessOf(one.appointment, row, known.references) }))
			.filter(({ closeness }) => closeness > 0)
			.sort((a, b) => b.closeness - a.closeness);
		const free = closest.find(({ one }) => one.id === null)?.one;
		if (free) Object.assign(free, { id: row.id, stored: row });
		else if (closest[0]) {
			closest[0].one.mergedIds.push(row.id);
			closest[0].one.mergedLiving ||= !row.deleted;
		}
	}
	return assigned;
}

function byRank(a: StoredBooking, b: StoredBooking): number {
	const pointed = Number(b.pointedAt) - Number(a.pointedAt);
	return pointed || Number(a.deleted) - Number(b.deleted) || a.id - b.id;
}

/** How certain it is that a row belongs to an appointment; 0 if it does not. */
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
	// Two seats of a person in one class can carry the same reference; only this tells them apart.
	const isExactly = (place: PlaceKey) =>
		own.some(
			({ uid, seatKey, seat }) =>
				uid === place.uid && seatKey === place.seatKey && seat === place.seat,
		);
	const shares = (place: PlaceKey) =>
		own.some(({ uid, seatKey }) => uid === place.uid && seatKey === place.seatKey);
	const isHere = now !== undefined && row.uid === now.uid;
	if (isHere && isExactly(now)) return 6;
	if (isHere && points(now)) return 5;
	if (places.some(points)) return 4;
	if (places.some(shares)) return 3;
	// A booking without seats, under a uid that became a class.
	const became = (place: PlaceKey) =>
		row.state.leadId === state.leadId &&
		place.seatKey !== wholeBooking &&
		own.some(({ uid, seatKey }) => uid === place.uid && seatKey === wholeBooking);
	return places.some(became) ? 2 : 0;
}
