import * as z from 'zod/v4';

import { accountOf } from './account';
import type { CalComApi } from './client';
import { CalComApiError, foreignAnswer } from './refusal';
import type { WebhookScope } from './webhooks';

/** The form of event types that every server since 2024 knows. */
const version = '2024-06-14';

const eventTypes = z.array(
	z.object({
		id: z.number(),
		title: z.string(),
		hosts: z.array(z.object({ name: z.string().nullish() })).catch([]),
	}),
);
const teams = z.array(
	z.object({ id: z.number(), name: z.string(), isOrganization: z.boolean().catch(false) }),
);

/** An event type of the school. */
export interface EventType {
	id: number;
	title: string;
	/** The team that it belongs to; null for an account's own. */
	team: string | null;
	/** The names of a team's teachers who host it. */
	hosts: string[];
}

/**
 * The event types, as far as the key shows them, whose bookings Cal.com does not deliver to a
 * webhook of this scope: a user's webhook is silent for the event types of teams.
 *
 * @throws {CalComApiError}
 */
export async function uncoveredBy(api: CalComApi, scope: WebhookScope): Promise<EventType[]> {
	if (scope.kind === 'organization') return [];
	const { username } = await accountOf(api);
	// Some servers list nothing without the name, although the key tells it.
	const query = username ? { username } : {};
	const own = scope.kind === 'user' ? [] : await typesAt(api, '/event-types', null, query);
	const ofTeams: EventType[] = [];
	for (const { id, name } of await teamsOf(api)) {
		ofTeams.push(...(await eventTypesOfTeam(api, id, name)));
	}
	const covered = 'eventTypeId' in scope ? scope.eventTypeId : null;
	return [...own, ...ofTeams].filter(({ id }) => id !== covered);
}

/**
 * The event types of a team.
 *
 * @throws {CalComApiError} with Cal.com's own sentence, such as that there is no such team
 */
export async function eventTypesOfTeam(
	api: CalComApi,
	id: number,
	name = '',
): Promise<EventType[]> {
	return await typesAt(api, `/teams/${id}/event-types`, name);
}

async function typesAt(
	api: CalComApi,
	path: string,
	team: string | null,
	query: Record<string, string> = {},
): Promise<EventType[]> {
	const { data } = await api.get(path, { query, version });
	const read = eventTypes.safeParse(data);
	if (!read.success) throw foreignAnswer("Cal.com's list of event types has an unknown form.");
	return read.data.map(({ id, title, hosts }) => {
		return { id, title, team, hosts: hosts.flatMap(({ name }) => name ?? []) };
	});
}

/** Servers without teams do not know the path. An organization is listed among its teams. */
async function teamsOf(api: CalComApi) {
	const answer = await api.get('/teams').catch((error: unknown) => {
		if (error instanceof CalComApiError && error.fault === 'missing') return { data: [] };
		throw error;
	});
	const read = teams.safeParse(answer['data']);
	if (!read.success) throw foreignAnswer("Cal.com's list of teams has an unknown form.");
	return read.data.filter(({ isOrganization }) => !isOrganization);
}

/** Event types for people, with their team and teachers. */
export function namesOf(types: readonly EventType[]): string {
	return types
		.map(({ title, team, hosts }) => {
			const teachers = hosts.length > 0 ? ` with ${hosts.join(', ')}` : '';
			return team ? `"${title}" (team ${team}${teachers})` : `"${title}"`;
		})
		.join(', ');
}
