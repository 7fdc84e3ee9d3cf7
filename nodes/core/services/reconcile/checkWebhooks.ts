import type { CalComApi } from '../../calcom/api/client';
import { type EventType, namesOf, uncoveredBy } from '../../calcom/api/coverage';
import { register } from '../../calcom/api/registration';
import { MtlError } from '../../domain/errors';
import type { Db } from '../../db/connection';
import { findAccount, type RegisteredWebhook } from '../../db/repositories/calComAccounts';
import type { ReconcileOptions } from './reconcile';
import type { DriftReport } from './report';

type Checked = Pick<DriftReport, 'webhooksMended' | 'webhookProblems' | 'onlyReadHere'>;

/**
 * Looks whether the webhooks that triggers have registered are still in Cal.com as they should be,
 * and mends them: n8n itself looks only when a workflow is published. At night it also says which
 * event types no webhook covers. A webhook that can't be checked is a problem in the
 * report, and stops nothing.
 */
export async function checkWebhooks(
	db: Db,
	api: CalComApi,
	account: string,
	{ secret, scope }: Pick<ReconcileOptions, 'secret' | 'scope'>,
): Promise<Checked> {
	const { webhooks } = await findAccount(db, account);
	const checked: Checked = { webhooksMended: [], webhookProblems: [], onlyReadHere: '' };
	for (const webhook of webhooks) {
		try {
			const done = await mend(api, webhook, secret);
			if (done) checked.webhooksMended.push(`The webhook for ${webhook.url} ${done}.`);
		} catch (error) {
			checked.webhookProblems.push(`The webhook for ${webhook.url}: ${wordsOf(error)}`);
		}
	}
	if (scope === 'wide' && webhooks.length > 0) {
		checked.onlyReadHere = await uncovered(api, webhooks).then(namesOf, () => '');
	}
	return checked;
}

async function mend(
	api: CalComApi,
	{ id, scope, url, events, isSigned }: RegisteredWebhook,
	secret: string | null | undefined,
): Promise<string | null> {
	const known = isSigned ? secret : null;
	const { done, removed } = await register(api, {
		...{ scope, url, events, knownId: id, byPerson: false },
		...(known === undefined ? {} : { secret: known }),
	});
	if (done === 'created') return 'was missing, and was created again';
	if (done === 'changed') return 'had been changed, and is as registered again';
	return removed > 0 ? `existed ${removed + 1} times; the others were removed` : null;
}

async function uncovered(
	api: CalComApi,
	webhooks: readonly RegisteredWebhook[],
): Promise<EventType[]> {
	const each: EventType[][] = [];
	for (const { scope } of webhooks) each.push(await uncoveredBy(api, scope));
	const [first = [], ...others] = each;
	return first.filter(({ id }) => others.every((types) => types.some((type) => type.id === id)));
}

function wordsOf(error: unknown): string {
	return error instanceof MtlError
		? `${error.message} ${error.hint}`
		: 'something unexpected went wrong.';
}
