import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startN8n } from '../../../runner/n8n/n8nServer';
import { runN8nCommand } from '../../../runner/n8n/n8nCommand';
import type { Running } from '../../../runner/running';
import { deliver } from '../../../runner/send/deliver';
import { startAlone } from '../../support/instance';
import { bookingsWorkflow, until } from '../../support/n8nApi';

const quiet = { report: () => {}, signal: new AbortController().signal };

describe('npm start, after n8n was started once without the package,', () => {
	const home = mkdtempSync(join(tmpdir(), 'mtl-gone-'));
	let running: Running;
	afterAll(async () => {
		await running?.stop();
		rmSync(home, { recursive: true, force: true });
	});

	const n8n = async (...args: string[]) =>
		await runN8nCommand(running.instance, args, quiet.signal);
	const stored = async (...more: string[]) => {
		const path = join(home, 'stored.json');
		await n8n('export:workflow', `--id=${bookingsWorkflow}`, ...more, `--output=${path}`);
		const [workflow] = JSON.parse(readFileSync(path, 'utf8')) as Array<{
			nodes: Array<{ notes?: string }>;
		}>;
		return workflow;
	};
	/** As a person edits it: with a note on each node. */
	const edit = async (note: string) => {
		const workflow = await stored();
		for (const node of workflow?.nodes ?? []) node.notes = note;
		const path = join(home, 'edited.json');
		writeFileSync(path, JSON.stringify(workflow));
		await n8n('import:workflow', `--input=${path}`);
	};
	const ping = async () => {
		const body = JSON.stringify({ triggerEvent: 'PING' });
		return (await deliver(running.webhookUrl, body, running.webhookSecret)).status;
	};

	it('receives bookings again, with the edits in the workflow', async () => {
		running = await startAlone(home);
		await running.n8n.stop();
		await edit('edited and published');
		await n8n('publish:workflow', `--id=${bookingsWorkflow}`);

		const installed = join(home, 'n8n/.n8n/nodes/node_modules/n8n-nodes-mtl');
		renameSync(installed, join(home, 'elsewhere'));
		const settings = { EXTERNAL_HOOK_FILES: '' };
		const without = await startN8n({ ...running.instance, settings }, quiet);
		// After two minutes, if the n8n before was stopped while it published.
		expect(await until(async () => (await ping()) === 404, 180)).toBe(true);
		await without.stop();
		renameSync(join(home, 'elsewhere'), installed);
		await running.stop();

		running = await startAlone(home);
		expect(await ping()).toBe(200);
		for (const version of [[], ['--published']]) {
			const notes = (await stored(...version))?.nodes.map((node) => node.notes);
			expect(new Set(notes)).toEqual(new Set(['edited and published']));
		}
	});
});
