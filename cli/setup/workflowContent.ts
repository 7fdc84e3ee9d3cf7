import { createHash } from 'node:crypto';

/** What people edit of a workflow. */
export type WorkflowContent = Record<'name' | 'nodes' | 'connections' | 'settings', unknown>;

/** A hash of a workflow's content: changes when people edit it, not when they publish it. */
export function hashOfContent({ name, nodes, connections, settings }: WorkflowContent): string {
	const content = [name, ...[nodes, connections, settings].map((part) => JSON.stringify(part))];
	return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
