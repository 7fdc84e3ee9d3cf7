import {
	type IDataObject,
	type IPinData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	Workflow,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { nodeTypes } from './n8nCoreNodes';

/** Credential type → its fields, decrypted. A missing type is a credential that was deleted. */
export type Credentials = Record<string, IDataObject | undefined>;

/** A workflow, and what n8n needs to run it. */
export interface Instance {
	json: IWorkflowBase;
	credentials: Credentials;
	mode?: WorkflowExecuteMode;
	pinData?: IPinData;
}

export function workflowOf({ json }: Instance): Workflow {
	const nodes = json.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	const { id, name, connections, settings = {} } = json;
	return new Workflow({
		id,
		name,
		nodes: structuredClone(nodes),
		connections,
		settings,
		active: true,
		nodeTypes,
	});
}

let executions = 0;

/** Each call is an execution of its own. */
export function additionalDataOf({ credentials }: Instance): IWorkflowExecuteAdditionalData {
	const credentialsHelper = {
		isCredentialUsableByNode: () => true,
		getDecrypted: async (_: unknown, { name }: { name: string }, type: string) => {
			const found = credentials[type];
			if (found) return found;
			throw new Error(`Credential with the name "${name}" does not exist for type "${type}".`);
		},
	};
	const base = 'http://127.0.0.1';
	const executionId = String(++executions);
	const ids = { executionId, currentNodeExecutionIndex: 0, variables: {} };
	return {
		credentialsHelper,
		...ids,
		webhookWaitingBaseUrl: base,
		formWaitingBaseUrl: base,
		instanceBaseUrl: `${base}/`,
	} as never;
}
