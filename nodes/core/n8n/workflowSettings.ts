import type { IWorkflowSettings } from 'n8n-workflow';

interface InWorkflow {
	getWorkflow(): { id?: string; name?: string };
	getWorkflowSettings(): IWorkflowSettings;
}

/** What the settings of a workflow lack, by workflow id; of the triggers of this process. */
const missing = new Map<string, string[]>();

/** Notes what a workflow's settings lack: an import in n8n's editor drops them. */
export function noteSettings(functions: InWorkflow, { waits }: { waits: boolean }): void {
	const { id = '', name = '' } = functions.getWorkflow();
	const { errorWorkflow, executionTimeout } = functions.getWorkflowSettings();
	missing.set(id, [
		...(errorWorkflow
			? []
			: [
					`The workflow "${name}" has no alert: select "Alert on failure" under Settings → Error Workflow.`,
				]),
		...(waits && executionTimeout === undefined
			? [
					`The workflow "${name}" has lost its setting for the time limit: n8n's own limit would end deliveries that wait for the database. Set Settings → Timeout Workflow on and off again, or run npx n8n-nodes-mtl setup --take-workflows.`,
				]
			: []),
	]);
}

/** One sentence for each setting that a workflow of this process lacks. */
export function missingSettings(): string[] {
	return [...missing.values()].flat();
}
