import { type BookingStatus, provider } from '../../domain/event';
import type { EditableState } from '../../domain/booking/manualEdits';
import type { StoredBooking } from '../../domain/booking/knownBookings';
import type { Reported } from '../../domain/booking/reported';
import type { Rewritten } from '../../domain/booking/rewritten';
import type { Db, Trx } from '../connection';
import type { Installation } from '../installation';
import type { BookingRow } from '../tables';
import { isDeleted, isLiving } from './softDeletes';

/** Locks existing bookings, always in the same order. */
export async function lockBookings(trx: Trx, ids: readonly number[]): Promise<BookingRow[]> {
	return await trx
		.selectFrom('bookings')
		.selectAll()
		.where('id', 'in', [...ids])
		.orderBy('id')
		.forUpdate()
		.execute();
}

export async function findBookings(db: Db, ids: readonly number[]): Promise<BookingRow[]> {
	return await db
		.selectFrom('bookings')
		.selectAll()
		.where('id', 'in', [...ids])
		.orderBy('id')
		.execute();
}

export async function findBooking(
	db: Db,
	by: { id: number } | { uid: string },
): Promise<BookingRow | undefined> {
	const query = db.selectFrom('bookings').selectAll('bookings');
	return await (
		'id' in by
			? query.where('bookings.id', '=', by.id)
			: query
					.innerJoin('booking_references as r', 'r.booking_id', 'bookings.id')
					.where('r.provider', '=', provider)
					.where('r.uid', '=', by.uid)
	)
		.orderBy('bookings.id')
		.limit(1)
		.executeTakeFirst();
}

export interface BookingFilter {
	leadId?: number | null;
	status?: BookingStatus | null;
	bookingType?: string | null;
	/** Only future bookings, soonest first. */
	upcoming?: boolean;
}

/** Newest first; upcoming bookings soonest first. Without softly deleted ones. */
export async function listBookings(
	db: Db,
	installation: Installation,
	filter: BookingFilter,
	limit: number,
): Promise<BookingRow[]> {
	let query = db.selectFrom('bookings').selectAll().where(isLiving(installation, 'bookings'));
	if (filter.leadId) query = query.where('lead_id', '=', filter.leadId);
	if (filter.status) query = query.where('status', '=', filter.status);
	if (filter.bookingType) query = query.where('booking_type', '=', filter.bookingType);
	query = filter.upcoming
		? query.where('scheduled_at', '>=', new Date()).orderBy('scheduled_at').orderBy('id')
		: query.orderBy('created_at', 'desc').orderBy('id', 'desc');
	return await query.limit(limit).execute();
}

/**
 * A row in domain terms.
 *
 * @param pointed the ids of bookings that rows of other applications point to
 */
export function storedBooking(
	row: BookingRow,
	{ movedByUpdates }: Installation,
	pointed: ReadonlySet<number>,
): StoredBooking {
	return {
		id: row.id,
		uid: row.external_booking_id,
		lastEventAt: row.last_event_at?.toISOString() ?? null,
		changedAt: (row.updated_at as Date | null) ?? (row.created_at as Date | null),
		state: stateOf(row),
		reported: reportedIn(row),
		rewritten: JSON.parse(row.rewritten ?? '{}') as Rewritten,
		selfMoving: [
			...(movedByUpdates.has('bookings.scheduled_at') ? (['startsAt'] as const) : []),
			...(movedByUpdates.has('bookings.ends_at') ? (['endsAt'] as const) : []),
		],
		deleted: isDeleted(row),
		pointedAt: pointed.has(row.id),
	};
}

function reportedIn(row: BookingRow): Reported {
	return {
		bookedAt: row.booked_at?.toISOString() ?? null,
		bookedOn: dayOf(row.booked_on),
		startsOn: dayOf(row.starts_on),
		cancelledAt: row.cancelled_at?.toISOString() ?? null,
		cancelledBy: row.cancelled_by,
	};
}

/** mysql2 reads a DATE as midnight in UTC. */
export function dayOf(date: Date | null): string | null {
	return date?.toISOString().slice(0, 10) ?? null;
}

export function stateOf(row: BookingRow): EditableState {
	return {
		leadId: row.lead_id,
		type: row.booking_type,
		title: row.title,
		startsAt: row.scheduled_at?.toISOString() ?? null,
		endsAt: row.ends_at?.toISOString() ?? null,
		status: row.status,
		location: row.location,
		meetingUrl: row.meeting_url,
		cancellationReason: row.cancellation_reason,
		assignedTeacherId: row.assigned_teacher_id,
		levelFound: row.level_found,
		followUpAt: row.follow_up_at?.toISOString() ?? null,
	};
}
