import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { hashOfContent, type WorkflowContent } from './workflowContent';

/** A workflow of the package's `workflows/` folder. */
export interface ShippedWorkflow {
	id: string;
	name: string;
	/** Whether to publish it: the JSON says `"active": true`. */
	active: boolean;
	text: string;
	/** Hash of the whole file. */
	hash: string;
	/** Hash of the content, which n8n stores as it is in the file. */
	contentHash: string;
}

/** Reads every workflow in a folder, in order of file name. */
export function readShippedWorkflows(folder: string): ShippedWorkflow[] {
	const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
	return files.sort().map((file) => {
		const text = readFileSync(join(folder, file), 'utf8');
		const workflow = JSON.parse(text) as WorkflowContent & Partial<ShippedWorkflow>;
		const { id, name, active } = workflow;
		if (!id || !name) throw new Error(`${join(folder, file)} has no "id" or no "name".`);
		const hash = createHash('sha256').update(text).digest('hex');
		return { id, name, active: active === true, text, hash, contentHash: hashOfContent(workflow) };
	});
}
