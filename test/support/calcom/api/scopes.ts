import { Refused } from '../model';
import type { School } from '../school';
import * as account from './accountRoutes';
import type { ApiAnswer, ApiRequest } from './answer';
import { needsKey } from './auth';
import * as hooks from './webhookRoutes';

/** The webhooks of one event type: only its owner may have them. */
export function eventTypeScope(school: School, { viewer }: ApiRequest, id: number): hooks.Scope {
	const user = needsKey(viewer);
	const type = school.eventTypes.find((one) => one.id === id);
	const guard = 'IsUserEventTypeWebhookGuard';
	if (!type) throw new Refused(404, `${guard} - Event type (${id}) not found`);
	if (type.ownerId !== user.id) {
		throw new Refused(403, `${guard} - User (${user.id}) is not the owner of event type (${id})`);
	}
	return { scope: 'eventType', ownerId: id };
}

/** Only the cloud has webhooks of organizations and of a team's event types; nobody has those of a team. */
export function answerTeams(
	school: School,
	request: ApiRequest,
	[kind, id, sub, typeId, hook, webhookId]: string[],
	switches: hooks.WebhookRules,
): ApiAnswer | undefined {
	const { method, viewer } = request;
	if (id === undefined)
		return kind === 'teams' && method === 'GET' ? account.getTeams(school, request) : undefined;
	const cloud = school.dialect === 'cloud';
	if (kind === 'organizations' && !cloud) return undefined;
	if (sub === 'memberships' && method === 'GET')
		return account.getMemberships(school, request, Number(id));
	if (kind === 'organizations' && sub === 'webhooks') {
		const rest = typeId === undefined ? [] : [typeId];
		return answerWebhooks(school, request, rest, switches, () =>
			adminScope(school, request, Number(id)),
		);
	}
	if (kind !== 'teams' || sub !== 'event-types') return undefined;
	if (typeId === undefined) {
		return method === 'GET' ? account.getTeamEventTypes(school, request, Number(id)) : undefined;
	}
	if (hook !== 'webhooks' || !cloud) return undefined;
	const rest = webhookId === undefined ? [] : [webhookId];
	return answerWebhooks(school, request, rest, switches, () => {
		account.teamFor(school, needsKey(viewer), Number(id));
		return { scope: 'eventType', ownerId: Number(typeId) };
	});
}

function adminScope(school: School, { viewer }: ApiRequest, id: number): hooks.Scope {
	const user = needsKey(viewer);
	const team = account.teamFor(school, user, id);
	const role = team.members.find(({ userId }) => userId === user.id)?.role;
	if (role === 'MEMBER')
		throw new Refused(403, 'RolesGuard - User is not an admin of the organization');
	return { scope: 'team', ownerId: id };
}

/** The routes of webhooks are the same in every scope. */
export function answerWebhooks(
	school: School,
	request: ApiRequest,
	[id]: readonly string[],
	rules: hooks.WebhookRules,
	scopeOf: () => hooks.Scope,
): ApiAnswer | undefined {
	const { method } = request;
	if (id === undefined) {
		if (method === 'GET') return hooks.listWebhooks(school, request, scopeOf());
		if (method === 'POST') return hooks.postWebhook(school, request, scopeOf(), rules);
		const ofType = request.path.includes('event-types');
		if (method !== 'DELETE' || !ofType) return undefined;
		return hooks.deleteAllWebhooks(school, request, scopeOf());
	}
	if (method === 'GET') return hooks.getWebhook(school, request, scopeOf(), id);
	if (method === 'PATCH') return hooks.patchWebhook(school, request, scopeOf(), id, rules);
	return method === 'DELETE' ? hooks.deleteWebhook(school, request, scopeOf(), id) : undefined;
}
