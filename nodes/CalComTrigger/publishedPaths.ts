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

/** Adds the path of each published trigger, and reports those that the hook can't serve. */
export async function addPublishedPaths(
	store: WorkflowStore | undefined,
	report: (line: string) => void,
): Promise<void> {
	const workflows = await store
		?.find({ where: { active: true }, relations: { activeVersion: true } })
		.catch(() => undefined);
	if (!workflows) {
		report('n8n-nodes-mtl: the paths of published triggers are not known until they are used.');
		return;
	}
	const triggers = workflows
		.flatMap(({ activeVersion }) => activeVersion?.nodes ?? [])
		.filter(({ type, disabled }) => type === 'n8n-nodes-mtl.calComTrigger' && !disabled);
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
