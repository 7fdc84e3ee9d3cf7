import { PollContext } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import { type Execution, runFrom } from './n8nCore';
import { additionalDataOf, type Instance, workflowOf } from './n8nCoreInstance';
import { nodeTypes } from './n8nCoreNodes';

/** Lets a polling trigger poll once, and runs the workflow for everything it emits, as n8n does. */
export async function poll(instance: Instance, start: string): Promise<Execution[]> {
	const workflow = workflowOf(instance);
	const node = workflow.getNode(start);
	if (!node) throw new Error(`The workflow has no node "${start}".`);
	const { mode = 'trigger' } = instance;
	if (mode === 'manual') return [await runFrom(instance, start, [[{ json: {} }]])];
	const emitted: INodeExecutionData[][][] = [];
	const emit = (outputs: INodeExecutionData[][]) => void emitted.push(outputs);
	const context = new PollContext(workflow, node, additionalDataOf(instance), mode, 'update', emit);
	const returned = await nodeTypes.getByNameAndVersion(node.type).poll?.call(context as never);
	if (returned) emitted.push(returned);
	return await Promise.all(
		emitted.map(async (outputs) => await runFrom({ ...instance, mode }, start, outputs)),
	);
}
