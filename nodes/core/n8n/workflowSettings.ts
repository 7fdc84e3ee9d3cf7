import type { IWorkflowSettings } from 'n8n-workflow';

interface InWorkflow {
	getWorkflow(): { id?: string; name?: string };
	getWorkflowSettings(): IWorkflowSettings;
}

/** What the settings of a workflow lack, by workflow id; of the workflows that poll in this process. */
const missing = new Map<string, { sentences: string[]; notedAt: number }>();

/** A workflow polls every minute; after this time without a poll, it is not published any more. */
const goneMs = 10 * 60_000;

/** Notes what a workflow's settings lack: an import in n8n's editor drops them. */
export function noteSettings(functions: InWorkflow, now: Date): void {
	const { id = '', name = '' } = functions.getWorkflow();
	const { errorWorkflow, executionTimeout } = functions.getWorkflowSettings();
	const sentences = [];
	if (!errorWorkflow) {
		sentences.push(
			`The workflow "${name}" has no alert: select "Alert on failure" under Settings → Error Workflow.`,
		);
	}
	if (executionTimeout === undefined) {
		sentences.push(
			`The workflow "${name}" has lost its setting for the time limit: n8n's own limit would end deliveries that wait for the database. Set Settings → Timeout Workflow on and off again, or run npx n8n-nodes-mtl setup --take-workflows.`,
		);
	}
	missing.set(id, { sentences, notedAt: now.getTime() });
}

/** One sentence for each setting that a workflow of this process lacks. */
export function missingSettings(now: Date): string[] {
	return [...missing.values()].flatMap(({ sentences, notedAt }) =>
		now.getTime() - notedAt < goneMs ? sentences : [],
	);
}
