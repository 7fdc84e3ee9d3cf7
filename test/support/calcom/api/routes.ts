import type { School } from '../school';
import * as account from './accountRoutes';
import { type ApiAnswer, type ApiRequest, ok } from './answer';
import { needsKey, needsPermission } from './auth';
import { bookingOutput } from './bookingOutput';
import * as bookings from './bookingRoutes';
import { cursorPage, offsetPage, statusesOf, visibleTo } from './list';
import { oldBooking, oldList } from './oldOutput';
import { answerTeams, answerWebhooks, eventTypeScope } from './scopes';
import type { WebhookRules } from './webhookRoutes';

/** What a server may be switched to. */
export interface RouteSwitches extends WebhookRules {
	/** No key sees the people of a class. */
	hideAttendees: boolean;
	/** The cursor list without `status` answers 524 after this time, as seen in the cloud; null: it works. */
	cursorTimeoutMs: number | null;
	/** Asked for a cursor, the server answers with `take` and `skip`. */
	cursorIgnored: boolean;
}

/** The cursor list never answers without a status; the proxy gives up. */
export class GatewayTimeout extends Error {}

const offsetVersions = new Set(['2024-08-13', '2026-02-25']);

/** The version that a route runs in: what a server does not know becomes the oldest. */
function versionOf({ dialect }: School, { version = '' }: ApiRequest): 'cursor' | 'offset' | 'old' {
	if (version === '2024-08-13') return 'offset';
	if (dialect !== 'cloud') return 'old';
	if (version === '2026-05-01') return 'cursor';
	return offsetVersions.has(version) ? 'offset' : 'old';
}

/** @returns undefined where the server has no such route */
export async function answerTo(
	school: School,
	request: ApiRequest,
	switches: RouteSwitches,
): Promise<ApiAnswer | undefined> {
	const parts = request.path.split('/').filter(Boolean);
	const [area = ''] = parts;
	switch (area) {
		case 'me':
			return parts.length === 1 && request.method === 'GET'
				? account.getMe(school, request)
				: undefined;
		case 'bookings':
			return answerBookings(school, request, parts.slice(1), switches);
		case 'event-types':
			return answerEventTypes(school, request, parts.slice(1), switches);
		case 'webhooks': {
			const route = [school, request, parts.slice(1), switches] as const;
			return answerWebhooks(...route, () => ({
				scope: 'user',
				ownerId: needsKey(request.viewer).id,
			}));
		}
		case 'teams':
		case 'organizations':
			return school.facts.teams ? answerTeams(school, request, parts, switches) : undefined;
		default:
			return undefined;
	}
}

async function answerBookings(
	school: School,
	request: ApiRequest,
	[uid, action, argument]: string[],
	{ hideAttendees: hidden, cursorTimeoutMs, cursorIgnored }: RouteSwitches,
): Promise<ApiAnswer | undefined> {
	const { method, viewer, query } = request;
	const version = versionOf(school, request);
	if (uid === undefined) {
		if (method === 'POST') return bookings.postBooking(school, request);
		if (method !== 'GET') return undefined;
		const user = needsPermission(viewer, 'BOOKING_READ');
		if (version === 'old') return ok(oldList(school, visibleTo(school, user)));
		const cursor = version === 'cursor' && !cursorIgnored;
		const waits = cursor && cursorTimeoutMs !== null && statusesOf(query).length === 0;
		if (waits) throw new GatewayTimeout();
		const page = cursor ? cursorPage(school, user, request) : offsetPage(school, user, request);
		const data = page.rows.map((one) => bookingOutput(school, one, { viewer, hidden }));
		return { status: 200, body: { status: 'success', data, pagination: page.pagination } };
	}
	if (action === undefined) {
		if (method !== 'GET') return undefined;
		const row = school.bookings.find((one) => one.uid === uid);
		if (version === 'old' && row) return ok(oldBooking(school, row));
		return bookings.getBooking(school, request, uid, { hidden });
	}
	const has = (route: string) => version !== 'old' && school.facts.bookingRoutes.includes(route);
	if (method === 'GET') {
		if (uid === 'by-seat' && has('by-seat')) {
			return bookings.getBySeat(school, request, action, { hidden });
		}
		const attendees = action === 'attendees' && has('attendees');
		return attendees ? bookings.getAttendees(school, request, uid, { hidden }) : undefined;
	}
	if (method === 'PATCH' && action === 'location' && has('location')) {
		return bookings.patchLocation(school, request, uid);
	}
	if (method !== 'POST' || version === 'old') return undefined;
	if (action === 'reassign' && argument && has('reassign')) {
		return bookings.reassignTo(school, request, uid, argument);
	}
	const always = ['reschedule', 'cancel', 'confirm', 'decline', 'mark-absent'].includes(action);
	return always || has(action)
		? bookings.bookingActions[action]?.(school, request, uid)
		: undefined;
}

async function answerEventTypes(
	school: School,
	request: ApiRequest,
	[id, sub, webhookId]: string[],
	switches: RouteSwitches,
): Promise<ApiAnswer | undefined> {
	const { method, version = '' } = request;
	const known =
		version === '2024-06-14' || (version === '2026-06-12' && school.dialect === 'cloud');
	if (id === undefined) {
		if (method !== 'GET') return undefined;
		return known
			? account.getEventTypes(school, request)
			: account.getOldEventTypes(school, request);
	}
	if (sub === 'webhooks') {
		const rest = webhookId === undefined ? [] : [webhookId];
		return answerWebhooks(school, request, rest, switches, () =>
			eventTypeScope(school, request, Number(id)),
		);
	}
	if (sub !== undefined) return undefined;
	if (method === 'GET') return account.getEventType(school, request, Number(id));
	return method === 'DELETE' ? account.removeEventType(school, request, Number(id)) : undefined;
}
