import { isRecord } from '../../domain/values/text';
import { type ApiBooking, apiBookingOf } from './booking';
import type { CalComApi, ApiRequest } from './client';
import { CalComApiError, foreignAnswer } from './refusal';

/** The newest form of bookings that every server since 2024 knows. */
export const bookingVersion = '2024-08-13';
const version = bookingVersion;
const pageSize = 250;

/** Which bookings to list, and by what they are walked through. Bounds are inclusive. */
export type Walk =
	/** By start, between two times. Bookings whose seats or marks changed are found only so. */
	| { by: 'start'; from: string; to: string }
	/** By change, from a time on. Bookings without `updatedAt` are not among them. */
	| { by: 'change'; from: string };

/** A page of bookings, and rows that have an unknown form. */
export interface BookingPage {
	bookings: ApiBooking[];
	unreadable: number;
}

/**
 * Reads bookings page by page, each booking once. The next page begins where the last one ended,
 * because counting rows would lose some whenever a booking changes meanwhile; totals of the server
 * are not used, because they ignore some filters.
 *
 * @throws {CalComApiError}, also for a server that does not know this form of bookings
 */
export async function listBookings(
	api: CalComApi,
	walk: Walk,
	onPage: (page: BookingPage) => Promise<void> | void,
): Promise<void> {
	const seen = new Set<string>();
	let from = walk.from;
	let skip = 0;
	for (;;) {
		const query = { ...queryOf(walk, from), take: pageSize, ...(skip > 0 ? { skip } : {}) };
		const rows = rowsIn(await api.get('/bookings', { query, version }));
		const read = rows.map(apiBookingOf);
		const known = read.filter((one) => one !== null);
		const bookings = known.filter(({ uid }) => !seen.has(uid));
		bookings.forEach(({ uid }) => seen.add(uid));
		await onPage({ bookings, unreadable: rows.length - known.length });
		if (rows.length < pageSize) return;
		const last = timeOf(walk, known.at(-1));
		// Where a whole page has one time, only counting leads on.
		if (last === null || last === from) skip += pageSize;
		else [from, skip] = [last, 0];
		// A server that ignores both repeats its page.
		if (bookings.length === 0 && skip > maxSkip) throw foreignAnswer(repeats);
	}
}

const maxSkip = 4 * pageSize;
const repeats = 'Cal.com repeats the same page of bookings.';

/** The booking with a uid, or all bookings of a series; none if Cal.com does not know it. */
export async function findBookings(api: CalComApi, uid: string): Promise<ApiBooking[]> {
	const path = `/bookings/${encodeURIComponent(uid)}`;
	const answer = await api.get(path, { version }).catch((error: unknown) => {
		if (error instanceof CalComApiError && error.fault === 'missing') return null;
		throw error;
	});
	if (!answer) return [];
	const { data } = answer;
	return (Array.isArray(data) ? data : [data]).map((row) => {
		const booking = apiBookingOf(row);
		if (!booking) throw foreignAnswer(tooOld);
		return booking;
	});
}

function queryOf(walk: Walk, from: string): NonNullable<ApiRequest['query']> {
	return walk.by === 'start'
		? { sortStart: 'asc', afterStart: from, beforeEnd: walk.to }
		: { sortUpdatedAt: 'asc', afterUpdatedAt: from };
}

function timeOf({ by }: Walk, booking: ApiBooking | undefined): string | null {
	return (by === 'start' ? booking?.startsAt : booking?.updatedAt) ?? null;
}

const tooOld = `Cal.com's answer has another form than cal-api-version ${version}.`;

/** Servers answer in an older form, with status 200, if they do not know the version. */
function rowsIn({ data }: Record<string, unknown>): unknown[] {
	if (Array.isArray(data)) return data;
	const hint = 'This server is too old: update your Cal.com to a version of 2024 or later.';
	throw foreignAnswer(tooOld, isRecord(data) && 'bookings' in data ? hint : undefined);
}
