import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { failedWorkflows, workflowsBeingPublished } from '../../cli/setup/publications';
import { republish } from '../../cli/setup/republish';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'mtl-republish-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('finds the workflows whose triggers n8n could not start, in its SQLite database', () => {
	expect(failedWorkflows(folder, {})).toEqual([]);
	const database = new DatabaseSync(join(folder, 'database.sqlite'));
	database.exec(`CREATE TABLE workflow_publication_trigger_status (workflowId TEXT, status TEXT);
		INSERT INTO workflow_publication_trigger_status VALUES ('a', 'failed'), ('a', 'failed'), ('b', 'activated')`);
	database.close();
	expect(failedWorkflows(folder, {})).toEqual(['a']);
	expect(failedWorkflows(folder, { DB_TYPE: 'postgresdb' })).toEqual([]);
	expect(workflowsBeingPublished(folder, {})).toEqual([]);
});

it('finds the workflows that n8n has yet to publish', () => {
	expect(workflowsBeingPublished(folder, {})).toEqual([]);
	const database = new DatabaseSync(join(folder, 'database.sqlite'));
	database.exec(`CREATE TABLE workflow_publication_outbox (workflowId TEXT, status TEXT);
		INSERT INTO workflow_publication_outbox
		VALUES ('a', 'completed'), ('a', 'pending'), ('b', 'in_progress'), ('c', 'failed')`);
	database.close();
	expect(workflowsBeingPublished(folder, {})).toEqual(['a', 'b']);
});

it('publishes the published content as a new version, and keeps edits that are not published', async () => {
	const node = (notes: string) => ({ type: 'n8n-nodes-mtl.mtl', notes });
	const workflow = (notes: string, versionId: string) => ({
		...{ id: 'a', name: 'A', versionId, connections: {}, settings: {}, nodes: [node(notes)] },
	});
	let draft = workflow('edited', 'v2');
	const published: string[] = [];
	const run = async (command: string, ...args: string[]) => {
		const path = args.find((one) => /^--(in|out)put=/.test(one))?.split('=')[1] ?? '';
		if (command === 'export:workflow')
			writeFileSync(
				path,
				JSON.stringify([args.includes('--published') ? workflow('published', 'v1') : draft]),
			);
		if (command === 'import:workflow') {
			const [file = ''] = readdirSync(path);
			const stored = JSON.parse(readFileSync(join(path, file), 'utf8')) as typeof draft;
			draft = { ...stored, versionId: `new of ${stored.versionId}` };
		}
		if (command === 'publish:workflow') published.push(...args);
	};
	await republish({ notesFolder: folder, run }, ['a'], () => {});
	expect(published).toEqual(['--id=a', '--versionId=new of v1']);
	expect(draft.nodes).toEqual([node('edited')]);
});
