import { type IDataObject, type IWorkflowBase, Workflow } from 'n8n-workflow';

import { nodeTypes } from './n8nCoreNodes';

interface Assignment {
	name: string;
	value: string;
}

/**
 * The output of a workflow's "Edit Fields" node for one item, with n8n's own expressions. Supports
 * only `$json`.
 */
export function editFields(json: IWorkflowBase, name: string, item: IDataObject): IDataObject {
	const node = json.nodes.find((one) => one.name === name);
	if (!node) throw new Error(`The workflow has no node "${name}".`);
	const { assignments } = node.parameters['assignments'] as { assignments: Assignment[] };
	const { expression } = new Workflow({
		id: 'w',
		nodes: [{ ...node, type: 'n8n-nodes-base.noOp' }],
		connections: {},
		active: false,
		nodeTypes,
	});
	return Object.fromEntries(
		assignments.map(({ name: field, value }) => [
			field,
			expression.getParameterValue(value, null, 0, 0, name, [{ json: item }], 'manual', {}),
		]),
	) as IDataObject;
}
