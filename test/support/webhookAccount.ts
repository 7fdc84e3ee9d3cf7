import { randomUUID } from 'node:crypto';

import refusals from '../fixtures/calcomApi/refusals.json';
import type { Asked, Scripted } from './scriptedServer';
import { success } from './scriptedServer';

export type Hook = Record<string, unknown> & { id: string; subscriberUrl: string };

/** The webhooks of a Cal.com account, as its API keeps them. */
export class WebhookAccount {
	hooks: Hook[] = [];
	/** What happens to the next requests that write, before or instead of the answer. */
	mishaps: Array<(asked: Asked, act: () => Scripted) => Scripted> = [];
	/** Fields that its answers do not show. */
	hidden: string[] = [];

	answer(asked: Asked): Scripted {
		if (asked.method === 'GET') return success(this.hooks.map((hook) => this.shown(hook)));
		const act = () => this.write(asked);
		return this.mishaps.shift()?.(asked, act) ?? act();
	}

	add(fields: Record<string, unknown>): Hook {
		const hook: Hook = { id: randomUUID(), subscriberUrl: '', payloadTemplate: null, ...fields };
		this.hooks.push(hook);
		return hook;
	}

	private write({ method, path, body }: Asked): Scripted {
		const fields = body as Record<string, unknown>;
		if (method === 'POST') {
			const isTaken = this.hooks.some((one) => one.subscriberUrl === fields['subscriberUrl']);
			return isTaken ? conflict : success(this.shown(this.add(fields)));
		}
		const hook = this.hooks.find(({ id }) => path.endsWith(`/${id}`));
		if (!hook) return { status: 404, json: refusals['envelope with details'].body };
		if (method === 'PATCH') Object.assign(hook, fields);
		else this.hooks.splice(this.hooks.indexOf(hook), 1);
		return success(this.shown(hook));
	}

	private shown(hook: Hook) {
		return Object.fromEntries(Object.entries(hook).filter(([name]) => !this.hidden.includes(name)));
	}
}

/** The answer to a POST with an address that is registered already. */
export const conflict: Scripted = {
	status: 409,
	json: {
		status: 'error',
		error: {
			code: 'ConflictException',
			message: 'Webhook with this subscriber url already exists for this user',
		},
	},
};
