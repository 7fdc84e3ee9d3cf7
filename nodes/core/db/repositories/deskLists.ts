import { type Expression, sql, type SqlBool } from 'kysely';

import { provider } from '../../domain/event';
import { failedStatuses } from '../../domain/inbox';
import type { Db } from '../connection';
import type { Installation } from '../installation';
import type { BookingRow, LeadRow } from '../tables';
import { isLiving } from './softDeletes';

/** A booking in a list: with its person and its teacher. */
export type ListedBooking = Pick<
	BookingRow,
	| 'id'
	| 'lead_id'
	| 'booking_type'
	| 'title'
	| 'status'
	| 'scheduled_at'
	| 'ends_at'
	| 'assigned_teacher_id'
	| 'meeting_url'
> &
	Pick<LeadRow, 'first_name' | 'last_name' | 'email' | 'phone'> & { teacher: string | null };

const listed = [
	'b.id',
	'b.lead_id',
	'b.booking_type',
	'b.title',
	'b.status',
	'b.scheduled_at',
	'b.ends_at',
	'b.assigned_teacher_id',
	'b.meeting_url',
	'l.first_name',
	'l.last_name',
	'l.email',
	'l.phone',
	'u.name as teacher',
] as const;

function bookingsWithPeople(db: Db, installation: Installation) {
	return db
		.selectFrom('bookings as b')
		.leftJoin('leads as l', 'l.id', 'b.lead_id')
		.leftJoin('users as u', 'u.id', 'b.assigned_teacher_id')
		.select(listed)
		.where(isLiving(installation, 'bookings', 'b'));
}

/** Scheduled bookings that begin in a period: without a teacher first, then by time. */
export async function listScheduled(
	db: Db,
	installation: Installation,
	period: { from: Date; to: Date },
	limit: number,
): Promise<ListedBooking[]> {
	return await bookingsWithPeople(db, installation)
		.where('b.status', '=', 'scheduled')
		.where('b.scheduled_at', '>=', period.from)
		.where('b.scheduled_at', '<', period.to)
		.orderBy(sql`b.assigned_teacher_id IS NOT NULL`)
		.orderBy('b.scheduled_at')
		.orderBy('b.id')
		.limit(limit)
		.execute();
}

/** A person's bookings, newest first. */
export async function listBookingsOfLead(
	db: Db,
	installation: Installation,
	leadId: number,
	limit: number,
): Promise<ListedBooking[]> {
	return await bookingsWithPeople(db, installation)
		.where('b.lead_id', '=', leadId)
		.orderBy('b.scheduled_at', 'desc')
		.orderBy('b.id', 'desc')
		.limit(limit)
		.execute();
}

/** What is sought, and the form in which it would be stored if it is a phone number. */
export interface Sought {
	text: string;
	phone: string | null;
}

/** The bookings with this uid, else those of people with this name, e-mail address or phone number. */
export async function searchBookings(
	db: Db,
	installation: Installation,
	sought: Sought,
	limit: number,
): Promise<ListedBooking[]> {
	const { text } = sought;
	const byUid = /^[!-~]{1,191}$/.test(text)
		? await bookingsWithPeople(db, installation).where(hasUid(text)).limit(limit).execute()
		: [];
	if (byUid.length > 0) return byUid;
	const beginning = await peopleBeginning(db, installation, sought, limit);
	const isEnough = beginning.length >= limit || (text.includes('@') && beginning.length > 0);
	const people = isEnough
		? beginning
		: [...beginning, ...(await newestContaining(db, installation, text, limit))];
	if (people.length === 0) return [];
	return await bookingsWithPeople(db, installation)
		.where('b.lead_id', 'in', [...new Set(people)])
		.orderBy('b.scheduled_at', 'desc')
		.orderBy('b.id', 'desc')
		.limit(limit)
		.execute();
}

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');
const beginsWith = (text: string) => `${escaped(text)}%`;

/** Who has a name, e-mail address or phone number that begins so, found through indexes. */
async function peopleBeginning(
	db: Db,
	installation: Installation,
	{ text, phone }: Sought,
	limit: number,
): Promise<number[]> {
	const leads = db
		.selectFrom('leads')
		.select('id')
		.where(isLiving(installation, 'leads'))
		// Ordered by the bare id, servers read the table from its end instead.
		.orderBy(sql`id + 0`, 'desc')
		.limit(limit);
	const aliases = db.selectFrom('mtl_lead_aliases').select('lead_id as id').limit(limit);
	const email = beginsWith(text.toLowerCase());
	const number = beginsWith(phone ?? text);
	const queries = [
		leads.where('email', 'like', email),
		aliases.where('alias', 'like', `email:${email}`),
		leads.where('phone', 'like', number),
		aliases.where('alias', 'like', `phone:${number}`),
		leads.where('last_name', 'like', beginsWith(text)),
		leads.where('first_name', 'like', beginsWith(text)),
		...splits(text).map(([first, last]) =>
			leads.where('last_name', 'like', beginsWith(last)).where('first_name', '=', first),
		),
	];
	const found: number[] = [];
	for (const query of queries) found.push(...(await query.execute()).map(({ id }) => id));
	return found;
}

/** The ways to read words as a first and a last name. */
function splits(text: string): Array<[first: string, last: string]> {
	const words = text.split(/\s+/).filter(Boolean).slice(0, 5);
	return words
		.slice(1)
		.map((_, index) => [words.slice(0, index + 1).join(' '), words.slice(index + 1).join(' ')]);
}

/** How many people, the newest, are read for a part of a name or of an address. */
const newest = 20_000;

async function newestContaining(
	db: Db,
	installation: Installation,
	text: string,
	limit: number,
): Promise<number[]> {
	const before = await db
		.selectFrom('leads')
		.select('id')
		.orderBy('id', 'desc')
		.offset(newest)
		.limit(1)
		.executeTakeFirst();
	const part = `%${escaped(text)}%`;
	const found = await db
		.selectFrom('leads')
		.select('id')
		.where('id', '>', before?.id ?? 0)
		.where(isLiving(installation, 'leads'))
		.where(
			sql<SqlBool>`(CONCAT_WS(' ', first_name, last_name) LIKE ${part}
				OR email LIKE ${part.toLowerCase()} OR phone LIKE ${part})`,
		)
		.orderBy('id', 'desc')
		.limit(limit)
		.execute();
	return found.map(({ id }) => id);
}

function hasUid(uid: string): Expression<SqlBool> {
	return sql<SqlBool>`b.id IN (SELECT booking_id FROM booking_references
		WHERE provider = ${provider} AND uid = ${uid})`;
}

/** A living lead that may be the same person. */
export type PossibleDuplicate = Pick<
	LeadRow,
	'id' | 'first_name' | 'last_name' | 'email' | 'phone'
>;

/** How many leads before and after one are looked at for the same name. */
const neighbours = 2000;

/**
 * Other leads with this person's phone number, or with the same first and last name and made within
 * 30 days. Ids follow the time, so only the neighbours of a lead are read for the second.
 */
export async function listPossibleDuplicates(
	db: Db,
	installation: Installation,
	lead: Pick<LeadRow, 'id' | 'phone' | 'first_name' | 'last_name' | 'created_at'>,
): Promise<PossibleDuplicate[]> {
	const others = () =>
		db
			.selectFrom('leads')
			.select(['id', 'first_name', 'last_name', 'email', 'phone'])
			.where('id', '!=', lead.id)
			.where((is) => is.or([is('email', 'is not', null), is('phone', 'is not', null)]))
			.where(isLiving(installation, 'leads'))
			.orderBy('id')
			.limit(10);
	const samePhone = lead.phone ? await others().where('phone', '=', lead.phone).execute() : [];
	const {
		first_name: first,
		last_name: last,
		created_at: made,
	} = lead as typeof lead & {
		created_at: Date | null;
	};
	const month = 30 * 86_400_000;
	const sameName =
		first && last && made
			? await others()
					.where('id', '>=', Math.max(0, lead.id - neighbours))
					.where('id', '<=', lead.id + neighbours)
					.where('first_name', '=', first)
					.where('last_name', '=', last)
					.where('created_at', '>=', new Date(made.getTime() - month))
					.where('created_at', '<=', new Date(made.getTime() + month))
					.execute()
			: [];
	return [...new Map([...samePhone, ...sameName].map((one) => [one.id, one])).values()];
}

/** An event in a list, without its body. */
export interface ListedEvent {
	id: number;
	event_type: string;
	external_id: string | null;
	status: string;
	error_message: string | null;
	source: string | null;
	attempts: number;
	created_at: Date;
	next_attempt_at: Date | null;
	duplicate_count: number;
	execution_id: string | null;
}

const eventColumns = [
	'id',
	'event_type',
	'external_id',
	'status',
	'error_message',
	'source',
	'attempts',
	'created_at',
	'next_attempt_at',
	'duplicate_count',
	'execution_id',
] as const;

/** Failed and quarantined events, newest first. */
export async function listStuckEvents(db: Db, limit: number): Promise<ListedEvent[]> {
	return await db
		.selectFrom('webhook_events')
		.select(eventColumns)
		.where('provider', '=', provider)
		.where('status', 'in', failedStatuses)
		.orderBy('id', 'desc')
		.limit(limit)
		.execute();
}

/** The last deliveries, newest first. */
export async function listRecentEvents(db: Db, limit: number): Promise<ListedEvent[]> {
	return await db
		.selectFrom('webhook_events')
		.select(eventColumns)
		.where('provider', '=', provider)
		.orderBy('created_at', 'desc')
		.orderBy('id', 'desc')
		.limit(limit)
		.execute();
}

/** The events of these uids, oldest first. */
export async function listEventsOfUids(
	db: Db,
	uids: readonly string[],
	limit: number,
): Promise<ListedEvent[]> {
	if (uids.length === 0) return [];
	return await db
		.selectFrom('webhook_events')
		.select(eventColumns)
		.where('external_id', 'in', [...uids])
		.orderBy('id')
		.limit(limit)
		.execute();
}

/** All uids that a booking has had. */
export async function listUids(db: Db, bookingId: number): Promise<string[]> {
	const rows = await db
		.selectFrom('booking_references')
		.select('uid')
		.distinct()
		.where('booking_id', '=', bookingId)
		.execute();
	return rows.map(({ uid }) => uid);
}

/** The times that the history of these uids names, in the order of arrival. */
export async function listTimes(
	db: Db,
	uids: readonly string[],
): Promise<Array<{ startsAt: string }>> {
	if (uids.length === 0) return [];
	const { rows } = await sql<{ startsAt: string | null }>`
		SELECT JSON_UNQUOTE(JSON_EXTRACT(details, '$.change.startsAt')) AS startsAt
		FROM booking_history WHERE provider = ${provider} AND uid IN (${sql.join([...uids])})
		ORDER BY id LIMIT 200`.execute(db);
	return rows.flatMap(({ startsAt }) => (startsAt && startsAt !== 'null' ? [{ startsAt }] : []));
}

/** Everyone who can be a teacher, by name. */
export async function listTeachers(
	db: Db,
): Promise<Array<{ id: number; name: string; email: string | null }>> {
	return await db
		.selectFrom('users')
		.select(['id', 'name', 'email'])
		.orderBy('name')
		.orderBy('id')
		.limit(500)
		.execute();
}
