import { createHash } from 'node:crypto';

/** The parts of a workflow that people edit. */
export type WorkflowContent = Record<'name' | 'nodes' | 'connections' | 'settings', unknown>;

/**
 * A hash of a workflow's content, which changes when people edit the workflow, but not when they
 * publish it.
 */
export function hashOfContent({ name, nodes, connections, settings }: WorkflowContent): string {
	const content = [name, ...[nodes, connections, settings].map((part) => JSON.stringify(part))];
	return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
