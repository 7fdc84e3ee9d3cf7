import './n8nCoreRealm';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type IExecuteResponsePromiseData,
	type INodeExecutionData,
	type IRun,
	type IRunExecutionData,
} from 'n8n-workflow';

import { additionalDataOf, type Instance, workflowOf } from './n8nCoreInstance';

/** One execution, as people see it afterwards. */
export interface Execution {
	run: IRun;
	/** What `sendResponse` was called with. */
	answers: IExecuteResponsePromiseData[];
	/** "Highlighted data". */
	customData: Record<string, string>;
	/** The message on the execution; null when it is green. */
	error: string | null;
	/** The items that a node sent to one output, over all its runs. */
	sent(node: string, output?: number): INodeExecutionData[];
}

/** Runs a workflow from one node, as if that node had just emitted `outputs`. */
export async function runFrom(
	instance: Instance,
	start: string,
	outputs: INodeExecutionData[][],
	onAnswer?: (answer: IExecuteResponsePromiseData) => void,
): Promise<Execution> {
	const node = workflowOf(instance).getNode(start);
	if (!node) throw new Error(`The workflow has no node "${start}".`);
	const stack = [{ node, data: { main: outputs }, source: null }];
	const pinData = instance.pinData ? { pinData: instance.pinData } : {};
	const data = createRunExecutionData({
		executionData: { nodeExecutionStack: stack },
		resultData: pinData,
	});
	return await execute(instance, data, onAnswer);
}

/** Resumes an execution that a Wait node has paused. */
export async function resume(instance: Instance, { run }: Execution): Promise<Execution> {
	return await execute(instance, structuredClone(run.data));
}

/** Presses "Retry" on a failed execution (dist/executions/execution.service.js, `retry`). */
export async function retry(instance: Instance, { run }: Execution): Promise<Execution> {
	const data = structuredClone(run.data);
	const { lastNodeExecuted, runData } = data.resultData;
	delete data.resultData.error;
	if (lastNodeExecuted) runData[lastNodeExecuted]?.pop();
	return await execute(instance, data);
}

async function execute(
	instance: Instance,
	data: IRunExecutionData,
	onAnswer?: (answer: IExecuteResponsePromiseData) => void,
): Promise<Execution> {
	const { mode = 'webhook', json } = instance;
	const answers: IExecuteResponsePromiseData[] = [];
	const hooks = new ExecutionLifecycleHooks(mode, '1', json);
	hooks.addHandler('sendResponse', (answer) => {
		answers.push(answer);
		onAnswer?.(answer);
	});
	const execution = new WorkflowExecute({ ...additionalDataOf(instance), hooks }, mode, data);
	const run = await execution.processRunExecutionData(workflowOf(instance));
	const { runData, metadata = {}, error } = run.data.resultData;
	return {
		run,
		answers,
		customData: metadata,
		error: error?.message ?? null,
		sent: (node, output = 0) =>
			(runData[node] ?? []).flatMap(({ data: sent }) => sent?.['main']?.[output] ?? []),
	};
}
