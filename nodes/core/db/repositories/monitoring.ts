import { sql } from 'kysely';

import { provider } from '../../domain/event';
import type { Db } from '../connection';
import type { Installation } from '../installation';
import { isLiving } from './softDeletes';

/**
 * The queries in the guide's "Monitoring & Troubleshooting", with the same columns; events without
 * bodies. Newest first.
 */
export interface Lists {
	recentEvents: EventLine[];
	/** Failed and quarantined events. */
	failedEvents: FailedEvent[];
	/** Level checks in the order in which they were booked. */
	recentBookings: BookingLine[];
	/** Upcoming level checks, the next one first. */
	upcomingBookings: UpcomingBooking[];
}

interface FailedEvent {
	external_id: string | null;
	event_type: string;
	status: string;
	error_message: string | null;
	created_at: Date;
}

interface EventLine extends FailedEvent {
	id: number;
	provider: string;
	attempts: number;
	next_attempt_at: Date | null;
	processed_at: Date | null;
	duplicate_count: number;
	execution_id: string | null;
}

interface UpcomingBooking {
	scheduled_at: Date | null;
	first_name: string | null;
	last_name: string | null;
	email: string | null;
	phone: string | null;
}

interface BookingLine extends UpcomingBooking {
	id: number;
	status: string;
}

const few = 10;
/** The guide's queries have no limit; an execution that stores the results needs one. */
const many = 100;
const upcoming = ['b.scheduled_at', 'l.first_name', 'l.last_name', 'l.email', 'l.phone'] as const;
const failed = ['external_id', 'event_type', 'status', 'error_message', 'created_at'] as const;

export async function monitoringLists(db: Db, installation: Installation): Promise<Lists> {
	const events = db
		.selectFrom('webhook_events')
		.where('provider', '=', provider)
		.where('dedupe_key', 'is not', null);
	const levelChecks = db
		.selectFrom('bookings as b')
		.innerJoin('leads as l', 'l.id', 'b.lead_id')
		.where('b.booking_type', '=', 'level_check')
		.where(isLiving(installation, 'bookings', 'b'))
		.where(isLiving(installation, 'leads', 'l'));
	return {
		recentEvents: await events
			.select(['id', 'provider', ...failed, 'attempts', 'next_attempt_at'])
			.select(['processed_at', 'duplicate_count', 'execution_id'])
			.orderBy('created_at', 'desc')
			.limit(few)
			.execute(),
		failedEvents: await events
			.select(failed)
			.where('status', 'in', ['failed', 'quarantined'])
			.orderBy('created_at', 'desc')
			.limit(many)
			.execute(),
		recentBookings: await levelChecks
			.select(['b.id', 'b.status', ...upcoming])
			.orderBy('b.created_at', 'desc')
			.limit(few)
			.execute(),
		upcomingBookings: await levelChecks
			.select(upcoming)
			.where('b.status', '=', 'scheduled')
			.where('b.scheduled_at', '>=', sql<Date>`UTC_TIMESTAMP(3)`)
			.orderBy('b.scheduled_at')
			.limit(many)
			.execute(),
	};
}
