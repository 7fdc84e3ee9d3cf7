import type { Db } from '../../nodes/core/db/connection';
import type { School } from '../support/calcom';
import { appointedIn, personOf } from '../support/calcom/oracle';

/** An appointment that takes place or took place, as Cal.com's rows and ours both say it. */
export interface Appointment {
	uid: string;
	/** The e-mail address in lower case, or the phone number of a person without one. */
	person: string;
	/** ISO 8601, UTC. */
	startsAt: string;
	endsAt: string;
	status: string;
	/** The host's e-mail address. */
	host: string | null;
	location: string | null;
}

/**
 * The appointments by Cal.com's own rows. Cal.com has no "completed": an accepted booking whose end has
 * passed is.
 */
export function trueAppointments(school: School): Appointment[] {
	const now = school.clock();
	return school.bookings.flatMap((booking) => {
		if (booking.status !== 'accepted' && booking.status !== 'pending') return [];
		const isOver = booking.status === 'accepted' && booking.end <= now;
		return appointedIn(booking).map((one) => ({
			uid: booking.uid,
			person: personOf(one),
			startsAt: new Date(booking.start).toISOString(),
			endsAt: new Date(booking.end).toISOString(),
			status: one.absent ? 'no_show' : isOver ? 'completed' : 'scheduled',
			host: school.user(booking.hostId)?.email ?? null,
			location: booking.location,
		}));
	});
}

/** The appointments by our rows: all that are not cancelled. */
export async function ourAppointments(db: Db): Promise<Appointment[]> {
	const rows = await db
		.selectFrom('bookings as b')
		.leftJoin('leads as l', 'l.id', 'b.lead_id')
		.leftJoin('users as u', 'u.id', 'b.assigned_teacher_id')
		.where('b.status', '!=', 'cancelled')
		.select(['b.external_booking_id', 'b.scheduled_at', 'b.ends_at', 'b.status', 'b.location'])
		.select(['b.meeting_url', 'l.email', 'l.phone', 'u.email as host'])
		.execute();
	return rows.map((row) => ({
		uid: row.external_booking_id ?? '',
		person: row.email ?? row.phone ?? '',
		startsAt: row.scheduled_at?.toISOString() ?? '',
		endsAt: row.ends_at?.toISOString() ?? '',
		status: row.status,
		host: row.host,
		location: row.meeting_url ?? row.location,
	}));
}
