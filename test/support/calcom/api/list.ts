import type { Booking, User } from '../model';
import type { School } from '../school';
import type { ApiRequest } from './answer';
import { invalid, numberOf } from './invalid';

const statuses = ['upcoming', 'recurring', 'past', 'cancelled', 'unconfirmed'] as const;
type Status = (typeof statuses)[number];

/** What a key may see: its own bookings, those it comes along to, and its teams' if it runs them. */
export function visibleTo(school: School, viewer: User): Booking[] {
	const runs = new Set(
		school.teams
			.filter(({ members }) =>
				members.some(({ userId, role }) => userId === viewer.id && role !== 'MEMBER'),
			)
			.map(({ id }) => id),
	);
	return school.bookings.filter(
		({ hostId, attendees, type }) =>
			hostId !== null &&
			(hostId === viewer.id ||
				attendees.some(({ email }) => email === viewer.email) ||
				(type.teamId !== null && runs.has(type.teamId))),
	);
}

/** The statuses that are asked for; `a,b` and `status=a&status=b` are the same. */
export function statusesOf(query: URLSearchParams): Status[] {
	const given = [...query.getAll('status'), ...query.getAll('status[]')];
	if (given.length === 0) return [];
	const wanted = given.flatMap((one) => one.split(','));
	const known = (one: string): one is Status => (statuses as readonly string[]).includes(one);
	const allowed = `Invalid status. Allowed are ${statuses.join(', ')}`;
	if (!wanted.every(known)) throw invalid({ status: wanted }, { status: { isEnum: allowed } });
	return wanted;
}

/** `cancelled` includes rejected ones, `upcoming` includes requests. */
function hasStatus(booking: Booking, status: Status, now: number): boolean {
	const { seriesUid, end } = booking;
	const ended = booking.status === 'cancelled' || booking.status === 'rejected';
	switch (status) {
		case 'upcoming':
			return !ended && end >= now;
		case 'recurring':
			return !ended && end >= now && seriesUid !== null;
		case 'past':
			return !ended && end <= now;
		case 'cancelled':
			return ended;
		case 'unconfirmed':
			return booking.status === 'pending' && end >= now;
	}
}

type Filter = (booking: Booking) => boolean;

/** All bounds are inclusive; e-mails are compared as they are written. */
function filtersOf(school: School, query: URLSearchParams): Filter[] {
	const filters: Filter[] = [];
	const each = (name: string, filter: (value: string) => Filter) => {
		const value = query.get(name);
		if (value !== null) filters.push(filter(value));
	};
	const among = (value: string) => new Set(value.split(',').map(Number));
	each('attendeeEmail', (email) => (one) => one.attendees.some((a) => a.email === email));
	each('attendeeName', (name) => (one) => one.attendees.some((a) => a.name === name));
	each('bookingUid', (uid) => (one) => one.uid === uid);
	each('eventTypeId', (id) => (one) => one.typeId === Number(id));
	each('eventTypeIds', (ids) => (one) => one.typeId !== null && among(ids).has(one.typeId));
	if (school.facts.teams) {
		each('teamId', (id) => (one) => one.type.teamId === Number(id));
		each('teamsIds', (ids) => (one) => one.type.teamId !== null && among(ids).has(one.type.teamId));
	}
	each('afterStart', () => after(query, 'afterStart', ({ start }) => start));
	each('beforeEnd', () => before(query, 'beforeEnd', ({ end }) => end));
	return filters;
}

/** The filters that self-hosted servers forget when they count. */
function uncountedOf(query: URLSearchParams): Filter[] {
	const times: Record<string, (booking: Booking) => number | null> = {
		UpdatedAt: ({ updatedAt }) => updatedAt,
		CreatedAt: ({ createdAt }) => createdAt,
	};
	return Object.entries(times).flatMap(([name, time]) => [
		...(query.has(`after${name}`) ? [after(query, `after${name}`, time)] : []),
		...(query.has(`before${name}`) ? [before(query, `before${name}`, time)] : []),
	]);
}

type Time = (booking: Booking) => number | null;

function after(query: URLSearchParams, name: string, time: Time): Filter {
	const bound = boundOf(query, name);
	return (booking) => (time(booking) ?? -Infinity) >= bound;
}

function before(query: URLSearchParams, name: string, time: Time): Filter {
	const bound = boundOf(query, name);
	return (booking) => (time(booking) ?? Infinity) <= bound;
}

function boundOf(query: URLSearchParams, name: string): number {
	const value = query.get(name) ?? '';
	const time = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : NaN;
	if (!Number.isNaN(time)) return time;
	const constraints = { isIso8601: 'fromDate must be a valid ISO 8601 date.' };
	throw invalid({ [name]: value }, { [name]: constraints });
}

const sorts: ReadonlyArray<[name: string, time: Time]> = [
	['sortStart', ({ start }) => start],
	['sortEnd', ({ end }) => end],
	['sortCreated', ({ createdAt }) => createdAt],
	['sortUpdatedAt', ({ updatedAt }) => updatedAt],
];

function sorted(rows: Booking[], query: URLSearchParams, wanted: Status[]): Booking[] {
	const asked = sorts.find(([name]) => query.has(name));
	const [name, time] = asked ?? (['', ({ start }: Booking) => start] as const);
	const newestFirst = wanted.length === 1 && (wanted[0] === 'cancelled' || wanted[0] === 'past');
	const order = asked ? (query.get(name) ?? '') : newestFirst ? 'desc' : 'asc';
	if (order !== 'asc' && order !== 'desc') {
		const isEnum = 'SortCreated must be either "asc" or "desc".';
		throw invalid({ [name]: order }, { [name]: { isEnum } });
	}
	const sign = order === 'asc' ? 1 : -1;
	// Rows without a time come last in ascending order, first in descending order.
	const key = (row: Booking) => time(row) ?? Infinity;
	const compare = (a: Booking, b: Booking) =>
		key(a) === key(b) ? a.id - b.id : key(a) < key(b) ? -sign : sign;
	return [...rows].sort(compare);
}

/** The rows of a query, and how many of them Cal.com counts. */
export function select(school: School, viewer: User, query: URLSearchParams) {
	const now = school.clock();
	const wanted = statusesOf(query);
	const [filters, uncounted] = [filtersOf(school, query), uncountedOf(query)];
	const matching = visibleTo(school, viewer)
		.filter((one) => wanted.length === 0 || wanted.some((status) => hasStatus(one, status, now)))
		.filter((one) => filters.every((filter) => filter(one)));
	const rows = matching.filter((one) => uncounted.every((filter) => filter(one)));
	const counted = school.dialect === 'cloud' ? rows.length : matching.length;
	return { rows: sorted(rows, query, wanted), counted };
}

/** One page by `take` and `skip`. */
export function offsetPage(school: School, viewer: User, { query }: ApiRequest) {
	const take = numberOf(query, 'take', { least: 1, most: 250, standard: 100 });
	const skip = numberOf(query, 'skip', { least: 0, standard: 0 });
	const { rows, counted: totalItems } = select(school, viewer, query);
	const returnedItems = Math.max(0, Math.min(take, totalItems - skip));
	const totalPages = Math.ceil(totalItems / take);
	const currentPage = Math.min(Math.floor(skip / take) + 1, totalPages);
	const pagination = {
		returnedItems,
		totalItems,
		itemsPerPage: take,
		remainingItems: Math.max(0, totalItems - skip - returnedItems),
		currentPage,
		totalPages,
		hasNextPage: skip + take < totalItems,
		hasPreviousPage: currentPage > 1,
	};
	return { rows: rows.slice(skip, skip + take), pagination };
}

/** One page by `limit` and `cursor`. */
export function cursorPage(school: School, viewer: User, { query }: ApiRequest) {
	const limit = numberOf(query, 'limit', { least: 1, most: 100, standard: 50 });
	if (statusesOf(query).length > 1) {
		throw invalid({ status: query.get('status') }, { status: { isEnum: 'One status only.' } });
	}
	const { rows } = select(school, viewer, query);
	const cursor = query.get('cursor');
	const last = cursor === null ? -1 : rows.findIndex((row) => cursorOf(row) === cursor);
	const page = rows.slice(last + 1, last + 1 + limit);
	const end = page.at(-1);
	const hasMore = last + 1 + limit < rows.length;
	const pagination = { nextCursor: hasMore && end ? cursorOf(end) : null, hasMore };
	return { rows: page, pagination };
}

/** Cal.com's form: its first 48 bits are the start of the page's last row. */
function cursorOf({ start, id }: Booking): string {
	const time = start.toString(16).padStart(12, '0');
	const tail = id.toString(16).padStart(12, '0');
	const sortUuid = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`;
	return Buffer.from(JSON.stringify({ v: 1, sortUuid })).toString('base64');
}
