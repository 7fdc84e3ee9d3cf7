import type { CalComApi } from './client';
import { CalComApiError } from './refusal';
import {
	createWebhook,
	listWebhooks,
	patchWebhook,
	removeWebhook,
	type Webhook,
	type WebhookFields,
	type WebhookScope,
} from './webhooks';

/** The newest version of deliveries that this package was tested with. */
const deliveryVersion = '2026-07-27';

/** The webhook that should exist. */
export interface WantedWebhook {
	scope: WebhookScope;
	/** The Production URL of the trigger. */
	url: string;
	events: readonly string[];
	/** Null if deliveries are not signed; left out if it is not known, and then it stays as it is. */
	secret?: string | null;
	/** The ID of the webhook registered before; null if none was. */
	knownId: string | null;
	/**
	 * Whether a person published the workflow. Only then is a webhook with another address ours to
	 * move: a copy of n8n that starts would take the webhook of the original.
	 */
	byPerson: boolean;
}

export interface Registration {
	id: string;
	done: 'created' | 'changed' | 'unchanged';
	/** Duplicates that were removed. */
	removed: number;
	/** Selected events that this server does not know. */
	unknownEvents: string[];
}

/** What has to be changed so that exactly one webhook of ours exists. */
export interface RegistrationPlan {
	/** The webhook to keep; null if one must be created. */
	kept: Webhook | null;
	changes: Partial<WebhookFields>;
	/** Further webhooks with the same address. */
	duplicates: Webhook[];
}

const maxRounds = 5;

/**
 * Registers exactly one webhook: active, with these events and this secret, without a payload
 * template. Running it again changes nothing.
 *
 * @throws {CalComApiError} with Cal.com's own sentence
 */
export async function register(api: CalComApi, wanted: WantedWebhook): Promise<Registration> {
	const request = fieldsOf(wanted);
	let done: Registration['done'] = 'unchanged';
	let removed = 0;
	for (let round = 1; ; round++) {
		const plan = planRegistration(await listWebhooks(api, wanted.scope), wanted, request);
		const changed = Object.keys(plan.changes);
		if (plan.kept && changed.length + plan.duplicates.length === 0) {
			const unknownEvents = wanted.events.filter((event) => !request.triggers.includes(event));
			return { id: plan.kept.id, done, removed, unknownEvents };
		}
		if (round === maxRounds) throw notTaken(plan.kept ? changed : ['the webhook itself']);
		const isRefused = await carryOut(api, wanted.scope, plan, request).then(
			() => false,
			(error: unknown) => {
				// Without an answer it may have taken effect, and another n8n may have been quicker: the
				// next round looks.
				if (isUncertain(error)) return false;
				if (!leaveOutUnknown(request, error)) throw error;
				return true;
			},
		);
		if (isRefused) continue;
		if (!plan.kept) done = 'created';
		else if (changed.length > 0 && done === 'unchanged') done = 'changed';
		removed += plan.duplicates.length;
	}
}

async function carryOut(
	api: CalComApi,
	scope: WebhookScope,
	{ kept, changes, duplicates }: RegistrationPlan,
	request: WebhookFields,
): Promise<void> {
	if (!kept && request.secret === undefined) throw missing();
	if (!kept) await createWebhook(api, scope, request);
	else if (Object.keys(changes).length > 0) await patchWebhook(api, scope, kept.id, changes);
	for (const { id } of duplicates) await removeWebhook(api, scope, id).catch(unlessGone);
}

function missing(): CalComApiError {
	return new CalComApiError(
		'missing',
		'The webhook is not in Cal.com any more.',
		'Publish the workflow of the trigger again, or select the credential of the webhook on this step so that it can be created.',
		null,
	);
}

function notTaken(names: readonly string[]): CalComApiError {
	return new CalComApiError(
		'foreign',
		`Cal.com did not keep what was registered (${names.join(', ')}).`,
		'Look at the webhook in Cal.com under Settings → Developer → Webhooks.',
		null,
	);
}

/**
 * Removes the webhooks with this address from a scope; does nothing if there is none. A webhook
 * with another address stays, whatever its ID: it can belong to the original of a copied n8n.
 *
 * @throws {CalComApiError} if Cal.com refuses
 */
export async function unregister(
	api: CalComApi,
	{ scope, url }: Pick<WantedWebhook, 'scope' | 'url'>,
): Promise<void> {
	for (const { id, subscriberUrl } of await listWebhooks(api, scope)) {
		if (isSameUrl(subscriberUrl, url)) await removeWebhook(api, scope, id).catch(unlessGone);
	}
}

/** What differs between the webhooks that exist and the webhook that should. */
export function planRegistration(
	existing: readonly Webhook[],
	{ url, knownId, byPerson }: Pick<WantedWebhook, 'url' | 'knownId' | 'byPerson'>,
	fields: WebhookFields,
): RegistrationPlan {
	const known = existing.find(({ id }) => id === knownId);
	const same = existing
		.filter(({ subscriberUrl }) => isSameUrl(subscriberUrl, url))
		.sort((a, b) => (a.id < b.id ? -1 : 1));
	const moved = known && byPerson && !same.includes(known) ? known : undefined;
	const kept = (known && same.includes(known) ? known : same[0]) ?? moved ?? null;
	const duplicates = same.filter((one) => one !== kept);
	return { kept, changes: kept ? changesIn(kept, fields) : {}, duplicates };
}

/** Only what the server shows can be compared; a field that it hides would differ forever. */
function changesIn(shown: Webhook, wanted: WebhookFields): Partial<WebhookFields> {
	const isEqual = {
		subscriberUrl: isSameUrl(shown.subscriberUrl, wanted.subscriberUrl),
		active: shown.active === wanted.active,
		triggers: [...shown.triggers].sort().join() === [...wanted.triggers].sort().join(),
		secret: shown.secret === undefined || (shown.secret ?? null) === wanted.secret,
		payloadTemplate: !shown.payloadTemplate,
		version: !shown.version || !wanted.version || shown.version === wanted.version,
	};
	const differing = Object.entries(wanted).filter(
		([name]) => !isEqual[name as keyof WebhookFields],
	);
	return Object.fromEntries(differing);
}

function fieldsOf({ url, events, secret }: WantedWebhook): WebhookFields {
	return {
		subscriberUrl: url,
		active: true,
		triggers: events,
		...(secret === undefined ? {} : { secret }),
		payloadTemplate: null,
		version: deliveryVersion,
	};
}

/**
 * Leaves out what an older server does not know: the version of deliveries, newer events. False if
 * there is nothing to leave out.
 */
function leaveOutUnknown(request: WebhookFields, error: unknown): boolean {
	if (!(error instanceof CalComApiError) || error.status !== 400) return false;
	const sentences = error.said.join(' ');
	if (request.version && /\bversion\b/.test(sentences)) {
		delete request.version;
		return true;
	}
	const listed = /triggers must be one of the following values: ([A-Z_, ]+)/.exec(sentences)?.[1];
	const known = listed?.split(/,\s*/) ?? [];
	const left = request.triggers.filter((event) => known.includes(event));
	if (left.length === 0 || left.length === request.triggers.length) return false;
	request.triggers = left;
	return true;
}

function isUncertain(error: unknown): boolean {
	return error instanceof CalComApiError && (error.fault === 'away' || error.fault === 'conflict');
}

function unlessGone(error: unknown): void {
	if (!(error instanceof CalComApiError) || error.fault !== 'missing') throw error;
}

/** Servers compare addresses as plain text; people and proxies do not. */
function isSameUrl(a: string, b: string): boolean {
	return normalised(a) === normalised(b);
}

function normalised(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : null;
	return url ? `${url.origin}${url.pathname.replace(/\/+$/, '')}${url.search}` : text;
}
