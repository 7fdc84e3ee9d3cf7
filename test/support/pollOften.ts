import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IWorkflowBase } from 'n8n-workflow';

const seconds = [0, 10, 20, 30, 40, 50];

/**
 * Makes the booking workflow of an installed package poll every ten seconds instead of once a minute. n8n takes no
 * poll time with an interval below a minute, but several a minute apart.
 *
 * @param packageFolder the package as it is installed in n8n, before its workflows are imported
 */
export function pollOften(packageFolder: string): void {
	const path = join(packageFolder, 'workflows/calcom-bookings.json');
	const json = JSON.parse(readFileSync(path, 'utf8')) as IWorkflowBase;
	for (const { type, parameters } of json.nodes) {
		if (type !== 'n8n-nodes-mtl.mtlUnfinishedEvents') continue;
		const item = seconds.map((second) => ({
			mode: 'custom',
			cronExpression: `${second} * * * * *`,
		}));
		parameters['pollTimes'] = { item };
	}
	writeFileSync(path, JSON.stringify(json));
}
