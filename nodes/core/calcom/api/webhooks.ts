import * as z from 'zod/v4';

import type { CalComApi } from './client';
import { foreignAnswer } from './refusal';

/** Whose bookings a webhook is about. There is no path for a whole team. */
export type WebhookScope =
	| { kind: 'user' }
	| { kind: 'eventType'; eventTypeId: number }
	| { kind: 'teamEventType'; teamId: number; eventTypeId: number }
	| { kind: 'organization'; organizationId: number };

const webhookSchema = z.object({
	id: z.union([z.string(), z.number()]).transform(String),
	subscriberUrl: z.string(),
	triggers: z.array(z.string()),
	active: z.boolean(),
	secret: z.string().nullish(),
	payloadTemplate: z.string().nullish(),
	version: z.string().nullish(),
});

/** A webhook as Cal.com shows it. Its secret comes back in clear: never log one. */
export type Webhook = z.infer<typeof webhookSchema>;

export interface WebhookFields {
	subscriberUrl: string;
	active: boolean;
	triggers: readonly string[];
	/** Left out: it stays as it is. */
	secret?: string | null;
	payloadTemplate: null;
	version?: string;
}

const pageSize = 250;

/** Every webhook in a scope, in no particular order. */
export async function listWebhooks(api: CalComApi, scope: WebhookScope): Promise<Webhook[]> {
	const all = new Map<string, Webhook>();
	for (let skip = 0; ; skip += pageSize) {
		const { data } = await api.get(pathOf(scope), { query: { take: pageSize, skip } });
		const page = z.array(webhookSchema).safeParse(data);
		if (!page.success) throw foreignAnswer("Cal.com's list of webhooks has an unknown form.");
		const before = all.size;
		page.data.forEach((webhook) => all.set(webhook.id, webhook));
		// A server that ignores `skip` repeats its page.
		if (page.data.length < pageSize || all.size === before) return [...all.values()];
	}
}

export async function createWebhook(
	api: CalComApi,
	scope: WebhookScope,
	{ payloadTemplate: _, ...fields }: WebhookFields,
): Promise<void> {
	await api.post(pathOf(scope), fields);
}

export async function patchWebhook(
	api: CalComApi,
	scope: WebhookScope,
	id: string,
	fields: Partial<WebhookFields>,
): Promise<void> {
	await api.patch(`${pathOf(scope)}/${encodeURIComponent(id)}`, fields);
}

export async function removeWebhook(
	api: CalComApi,
	scope: WebhookScope,
	id: string,
): Promise<void> {
	await api.remove(`${pathOf(scope)}/${encodeURIComponent(id)}`);
}

function pathOf(scope: WebhookScope): string {
	switch (scope.kind) {
		case 'user':
			return '/webhooks';
		case 'eventType':
			return `/event-types/${scope.eventTypeId}/webhooks`;
		case 'teamEventType':
			return `/teams/${scope.teamId}/event-types/${scope.eventTypeId}/webhooks`;
		case 'organization':
			return `/organizations/${scope.organizationId}/webhooks`;
	}
}
