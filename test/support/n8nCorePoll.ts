import { setTimeout as wait } from 'node:timers/promises';
import { PollContext } from 'n8n-core';
import type { INodeExecutionData, IRun } from 'n8n-workflow';

import { type Execution, runFrom } from './n8nCore';
import { additionalDataOf, type Instance, workflowOf } from './n8nCoreInstance';
import { nodeTypes } from './n8nCoreNodes';

/** The result of one poll. */
export interface Polled {
	executions: Execution[];
	/** Errors that n8n turns into failed executions without a run. */
	errors: Error[];
}

/**
 * Lets a polling trigger poll once and, like n8n, runs the workflow for everything it emits, until
 * nothing is left.
 */
export async function poll(instance: Instance, start: string): Promise<Polled> {
	const workflow = workflowOf(instance);
	const node = workflow.getNode(start);
	if (!node) throw new Error(`The workflow has no node "${start}".`);
	const { mode = 'trigger' } = instance;
	if (mode === 'manual') {
		return { executions: [await runFrom(instance, start, [[{ json: {} }]])], errors: [] };
	}
	const started: Array<Promise<Execution>> = [];
	const errors: Error[] = [];
	const emit = (
		outputs: INodeExecutionData[][],
		_?: unknown,
		done?: { resolve(run: IRun): void; reject(error: Error): void },
	) => {
		const execution = runFrom({ ...instance, mode }, start, outputs);
		started.push(execution);
		void execution.then(({ run }) => done?.resolve(run), done?.reject);
	};
	const context = new PollContext(
		workflow,
		node,
		additionalDataOf(instance),
		mode,
		'update',
		emit,
		(error) => void errors.push(error),
	);
	const returned = await nodeTypes.getByNameAndVersion(node.type).poll?.call(context as never);
	if (returned) emit(returned);
	for (let seen = -1; seen < started.length; await wait(200)) {
		seen = started.length;
		await Promise.all(started);
	}
	return { executions: await Promise.all(started), errors };
}
