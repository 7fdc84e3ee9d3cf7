import { importAll, publishAll } from './importAndPublish';
import type { N8n } from './n8n';
import { exportWorkflows, type StoredWorkflow } from './storedWorkflows';

/**
 * Publishes a new version of workflows that use this package: n8n does not try failed triggers
 * again, even after it is restarted, until their workflow has another version. The published
 * content and the edits that are not published stay as they are.
 *
 * @param ids the workflows; null for all published ones
 */
export async function republish(
	n8n: N8n,
	ids: readonly string[] | null,
	report: (line: string) => void,
): Promise<void> {
	const published = (await exportWorkflows(n8n, '--published')).filter(
		(workflow) => usesThisPackage(workflow) && (ids === null || ids.includes(workflow.id)),
	);
	if (published.length === 0) return;
	const isWanted = ({ id }: StoredWorkflow) => published.some((one) => one.id === id);
	const drafts = (await exportWorkflows(n8n)).filter(isWanted);
	await importAll(n8n, published.map(asShipped), report);
	const versions = new Map(
		(await exportWorkflows(n8n)).map(({ id, versionId }) => [id, versionId]),
	);
	const edited = drafts.filter((draft) =>
		published.some((one) => one.id === draft.id && contentOf(one) !== contentOf(draft)),
	);
	if (edited.length > 0) await importAll(n8n, edited.map(asShipped), report);
	await publishAll(
		n8n,
		published.map((one) => ({ ...asShipped(one), versionId: versions.get(one.id) })),
		report,
	);
}

function usesThisPackage({ nodes }: StoredWorkflow): boolean {
	return nodes.some(({ type }) => type.startsWith('n8n-nodes-mtl.'));
}

function contentOf({ nodes, connections }: StoredWorkflow): string {
	return JSON.stringify([nodes, connections]);
}

function asShipped(workflow: StoredWorkflow) {
	const { id, name } = workflow;
	return { id, name, active: true, text: JSON.stringify(workflow) };
}
