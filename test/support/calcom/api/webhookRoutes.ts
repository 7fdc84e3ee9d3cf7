import { Refused, type User, type Webhook } from '../model';
import type { School } from '../school';
import { type ApiRequest, ok } from './answer';
import { needsKey, needsScope } from './auth';
import { invalid, numberOf } from './invalid';
import { checkTarget } from './webhookTarget';

/** Where a route's webhooks belong. */
export type Scope = Pick<Webhook, 'scope' | 'ownerId'>;

export interface WebhookRules {
	/** Refuses addresses that Cal.com's cloud cannot reach. */
	publicTargetsOnly: boolean;
}

const idKeys = { user: 'userId', eventType: 'eventTypeId', team: 'teamId' } as const;
const scopeNames = { user: 'user', eventType: 'event type', team: 'organization' } as const;

/** As lists, and answers to creating and changing, show it: fewer keys than the answer of one. */
function shown(school: School, webhook: Webhook): object {
	const { id, payloadTemplate, triggers, subscriberUrl, active, secret } = webhook;
	const { time, timeUnit, version } = webhook;
	const newer = school.facts.showsWebhookVersion ? { time, timeUnit, version } : {};
	const owner = { [idKeys[webhook.scope]]: webhook.ownerId };
	return { id, payloadTemplate, triggers, subscriberUrl, active, secret, ...newer, ...owner };
}

function whole(school: School, webhook: Webhook): object {
	const { scope, ownerId, createdAt, version, ...rest } = webhook;
	return {
		...rest,
		userId: null,
		teamId: null,
		eventTypeId: null,
		oAuthClientId: null,
		[idKeys[scope]]: ownerId,
		createdAt: new Date(createdAt).toISOString(),
		appId: null,
		platform: false,
		...(school.facts.webhookVersions && { version }),
	};
}

/** The webhooks of a scope. There is no `pagination`, and no order that anybody promises. */
export function listWebhooks(school: School, { query, viewer }: ApiRequest, scope: Scope) {
	needsScope(needsKey(viewer), 'WEBHOOK_READ');
	const take = numberOf(query, 'take', { least: 1, most: 250, standard: 250 });
	const skip = numberOf(query, 'skip', { least: 0, standard: 0 });
	const all = inScope(school, scope).sort((a, b) => (a.id < b.id ? -1 : 1));
	return ok(all.slice(skip, skip + take).map((one) => shown(school, one)));
}

export function postWebhook(
	school: School,
	{ body, viewer }: ApiRequest,
	scope: Scope,
	rules: WebhookRules,
) {
	needsScope(needsKey(viewer), 'WEBHOOK_WRITE');
	const missing = typeof body['active'] !== 'boolean';
	const active = missing ? { active: { isBoolean: 'active must be a boolean value' } } : {};
	refuseFields(school, body, active, true);
	const subscriberUrl = String(body['subscriberUrl']);
	checkTarget(school, subscriberUrl, rules);
	if (inScope(school, scope).some((one) => one.subscriberUrl === subscriberUrl)) {
		const name = scopeNames[scope.scope];
		throw new Refused(409, `Webhook with this subscriber url already exists for this ${name}`);
	}
	const webhook = school.addWebhook({
		...scope,
		subscriberUrl,
		triggers: body['triggers'] as string[],
		active: body['active'] as boolean,
		secret: (body['secret'] ?? null) as string | null,
		payloadTemplate: (body['payloadTemplate'] ?? null) as string | null,
		version: school.facts.webhookVersions ? String(body['version'] ?? '2021-10-20') : '2021-10-20',
	});
	return ok(shown(school, webhook), 201);
}

export function getWebhook(school: School, { viewer }: ApiRequest, scope: Scope, id: string) {
	const user = needsScope(needsKey(viewer), 'WEBHOOK_READ');
	return ok(whole(school, owned(school, user, scope, id)));
}

/** The trigger list is replaced as a whole; a user may have an address only once. */
export function patchWebhook(
	school: School,
	{ body, viewer }: ApiRequest,
	scope: Scope,
	id: string,
	rules: WebhookRules,
) {
	const user = needsScope(needsKey(viewer), 'WEBHOOK_WRITE');
	const webhook = owned(school, user, scope, id);
	refuseFields(school, body, {}, false);
	const { subscriberUrl } = body;
	if (typeof subscriberUrl === 'string') {
		checkTarget(school, subscriberUrl, rules);
		const taken = inScope(school, scope).some(
			(one) => one !== webhook && one.subscriberUrl === subscriberUrl,
		);
		if (taken && scope.scope === 'user') {
			const message = 'Invalid Input: Trying to create a record that already exists.';
			throw new Refused(409, message, 'trpc', 'CONFLICT');
		}
	}
	const fields = ['subscriberUrl', 'triggers', 'active', 'secret', 'payloadTemplate'];
	const versions = school.facts.webhookVersions ? ['version'] : [];
	for (const field of [...fields, ...versions].filter((one) => body[one] !== undefined)) {
		Object.assign(webhook, { [field]: body[field] });
	}
	return ok(shown(school, webhook));
}

export function deleteWebhook(school: School, { viewer }: ApiRequest, scope: Scope, id: string) {
	const user = needsScope(needsKey(viewer), 'WEBHOOK_WRITE');
	const webhook = owned(school, user, scope, id);
	school.webhooks.splice(school.webhooks.indexOf(webhook), 1);
	return ok(shown(school, webhook));
}

/** `DELETE` on the list of an event type removes all. */
export function deleteAllWebhooks(school: School, { viewer }: ApiRequest, scope: Scope) {
	needsScope(needsKey(viewer), 'WEBHOOK_WRITE');
	const all = inScope(school, scope);
	for (const webhook of all) school.webhooks.splice(school.webhooks.indexOf(webhook), 1);
	return ok(`${all.length} webhooks deleted`);
}

function inScope(school: School, { scope, ownerId }: Scope): Webhook[] {
	return school.webhooks.filter((one) => one.scope === scope && one.ownerId === ownerId);
}

function owned(school: School, user: User, { scope, ownerId }: Scope, id: string): Webhook {
	const webhook = school.webhooks.find((one) => one.id === id);
	if (!webhook) throw new Refused(404, `Webhook (${id}) not found`);
	if (webhook.scope === scope && webhook.ownerId === ownerId) return webhook;
	throw new Refused(
		403,
		`IsUserWebhookGuard - user with id=(${user.id}) is not the owner of webhook with id=(${id})`,
	);
}

type Constraints = Record<string, Record<string, string>>;

function refuseFields(
	school: School,
	body: Record<string, unknown>,
	refused: Constraints,
	all: boolean,
): void {
	const fields: Constraints = { ...refused };
	const { triggers, webhookVersions } = school.facts;
	const given = body['triggers'];
	const known = Array.isArray(given) && given.every((one) => triggers.includes(String(one)));
	if ((all || given !== undefined) && !known) {
		const isEnum = `each value in triggers must be one of the following values: ${triggers.join(', ')}`;
		const isArray = Array.isArray(given) ? {} : { isArray: 'triggers must be an array' };
		fields['triggers'] = { isEnum, ...isArray };
	}
	const version = body['version'];
	if (webhookVersions && version !== undefined && !webhookVersions.includes(String(version))) {
		const isEnum = `version must be one of the following values: ${webhookVersions.join(', ')}`;
		fields['version'] = { isEnum };
	}
	if (all && typeof body['subscriberUrl'] !== 'string') {
		fields['subscriberUrl'] = { isString: 'subscriberUrl must be a string' };
	}
	if (Object.keys(fields).length > 0) throw invalid(body, fields);
}
