import { bookingsWorkflow, type N8nApi, until } from './n8nApi';

interface Workflow {
	versionId: string;
	nodes: Array<{ name: string; parameters: Record<string, unknown> }>;
}

/**
 * Sets parameters of the booking trigger as a person would in the editor, and publishes.
 * @param inForce whether deliveries are already handled with the new parameters
 */
export async function setTrigger(
	api: N8nApi,
	parameters: Record<string, unknown>,
	inForce: () => Promise<boolean>,
): Promise<void> {
	const path = `/workflows/${bookingsWorkflow}`;
	const workflow = await api.call<Workflow>('GET', path);
	const nodes = workflow.nodes.map((node) =>
		node.name === 'Cal.com Booking Trigger'
			? { ...node, parameters: { ...node.parameters, ...parameters } }
			: node,
	);
	const { versionId } = await api.call<Workflow>('PATCH', path, {
		...{ nodes, versionId: workflow.versionId },
	});
	await api.call('POST', `${path}/activate`, { versionId });
	if (!(await until(inForce, 20))) throw new Error('The published change did not take effect.');
}
