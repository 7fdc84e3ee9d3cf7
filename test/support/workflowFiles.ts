import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, IWorkflowBase } from 'n8n-workflow';

const folder = join(__dirname, '../../workflows');

/** The exported workflows, by file name. */
export const workflowFiles = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** A fresh copy of an exported workflow. */
export function exported(file: string): IWorkflowBase {
	return JSON.parse(readFileSync(join(folder, file), 'utf8')) as IWorkflowBase;
}

export const isSticky = ({ type }: INode): boolean => type === 'n8n-nodes-base.stickyNote';

/** The names of the nodes that an output leads to. */
export function targets({ connections }: IWorkflowBase, name: string, output = 0): string[] {
	return (connections[name]?.['main']?.[output] ?? []).map(({ node }) => node);
}
