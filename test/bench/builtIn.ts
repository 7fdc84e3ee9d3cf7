import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, IWorkflowBase } from 'n8n-workflow';

import type { CalCom } from '../support/calcom';

export const calApiCredential = { id: 'mtlBenchCalApi0001', name: 'Bench Cal.com' };
const trigger = 'Webhook';

/**
 * The workflow of ordinary nodes behind n8n's own Cal.com Trigger, which checks the signature itself and answers
 * before the next step runs. It puts the payload's fields beside those around it.
 */
export function builtInWorkflow(): IWorkflowBase {
	const text = readFileSync(join(__dirname, 'workflows/ordinary.json'), 'utf8');
	const ordinary = JSON.parse(text.replace(/json\.body(\.payload)?/g, 'json')) as IWorkflowBase;
	const steps = ordinary.nodes.filter(({ type }) => type === 'n8n-nodes-base.mySql');
	const names = [trigger, ...steps.map(({ name }) => name)];
	const connections = Object.fromEntries(
		names
			.slice(1)
			.map((node, index) => [
				names[index],
				{ main: [[{ node, type: 'main' as const, index: 0 }]] },
			]),
	);
	const receive: INode = {
		...{ id: '6d746c00-0000-4000-8000-000000000931', name: trigger },
		...{ type: 'n8n-nodes-base.calTrigger', typeVersion: 3, position: [440, 0] },
		webhookId: '6d746c00-be4c-4000-8000-000000000031',
		parameters: { events: ['BOOKING_CREATED'], options: {} },
		credentials: { calApi: calApiCredential },
	};
	return {
		...ordinary,
		...{ id: 'mtlBenchBuiltIn0001', name: "Bench: n8n's Cal.com Trigger" },
		versionId: '6d746c00-0000-4000-9000-000000000931',
		nodes: [receive, ...steps],
		connections,
	};
}

/** The webhook that the trigger has registered in the stand-in for Cal.com. */
export function registeredWebhook({ school }: CalCom): { url: string; secret: string } {
	const [webhook] = school.webhooks;
	if (!webhook?.secret) throw new Error("n8n's Cal.com Trigger has registered no webhook.");
	return { url: webhook.subscriberUrl, secret: webhook.secret };
}
