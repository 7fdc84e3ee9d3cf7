import { addPath } from './rawBodyHook';

interface StoredNode {
	type: string;
	disabled?: boolean;
	parameters: { path?: unknown };
}

/** n8n's own store of workflows, as its hooks get it. */
export interface WorkflowStore {
	find(options: object): Promise<Array<{ activeVersion?: { nodes?: StoredNode[] } | null }>>;
}

/**
 * Adds the path of each published trigger, and reports those that the hook can't serve.
 *
 * @param addDeskPath takes the path of each published desk
 */
export async function addPublishedPaths(
	store: WorkflowStore | undefined,
	addDeskPath: (path: string) => void,
	report: (line: string) => void,
): Promise<void> {
	const workflows = await store
		?.find({ where: { active: true }, relations: { activeVersion: true } })
		.catch(() => undefined);
	if (!workflows) {
		report('n8n-nodes-mtl: the paths of published triggers are not known until they are used.');
		return;
	}
	const nodes = workflows
		.flatMap(({ activeVersion }) => activeVersion?.nodes ?? [])
		.filter(({ disabled }) => !disabled);
	for (const { type, parameters } of nodes)
		if (type === 'n8n-nodes-mtl.mtlDesk' && typeof parameters.path === 'string')
			addDeskPath(parameters.path);
	const triggers = nodes.filter(({ type }) => type === 'n8n-nodes-mtl.calComTrigger');
	for (const { parameters } of triggers) {
		const { path } = parameters;
		if (typeof path !== 'string') continue;
		if (/^=|:/.test(path))
			report(
				`n8n-nodes-mtl: n8n itself refuses deliveries at the path "${path}" whose body does not match their Content-Type. Use a path without ":" and expressions.`,
			);
		else addPath(path);
	}
}
