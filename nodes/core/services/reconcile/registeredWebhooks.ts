import type { WebhookScope } from '../../calcom/api/webhooks';
import type { Db } from '../../db/connection';
import {
	findAccount,
	type RegisteredWebhook,
	saveAccount,
} from '../../db/repositories/calComAccounts';
import { attempt } from '../../db/transaction';

/** Keeps what a trigger has registered, so that reconciliation can look whether it is still there. */
export async function rememberWebhook(
	db: Db,
	account: string,
	webhook: RegisteredWebhook,
): Promise<void> {
	await change(db, account, (others) => [...others, webhook], webhook);
}

/** After a trigger has removed its webhook. */
export async function forgetWebhook(
	db: Db,
	account: string,
	webhook: Pick<RegisteredWebhook, 'scope' | 'url'>,
): Promise<void> {
	await change(db, account, (others) => others, webhook);
}

async function change(
	db: Db,
	account: string,
	withOthers: (others: RegisteredWebhook[]) => RegisteredWebhook[],
	{ scope, url }: Pick<RegisteredWebhook, 'scope' | 'url'>,
): Promise<void> {
	await attempt(async () => {
		const { webhooks } = await findAccount(db, account);
		const others = webhooks.filter((one) => one.url !== url || !isSame(one.scope, scope));
		await saveAccount(db, account, { webhooks: withOthers(others) });
	});
}

function isSame(a: WebhookScope, b: WebhookScope): boolean {
	const sorted = (scope: WebhookScope) => JSON.stringify(Object.entries(scope).sort());
	return sorted(a) === sorted(b);
}
