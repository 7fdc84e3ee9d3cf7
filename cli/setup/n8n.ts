import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { findProgram } from './findProgram';
import { explainFailure } from './n8nFailure';

/** The n8n of this machine, as its own command line and environment reach it. */
export interface N8n {
	/** A folder of ours in n8n's own folder, for notes about what was brought into n8n. */
	notesFolder: string;
	/** Runs one of n8n's commands; 3 seconds each, 10 on a new n8n. @throws {N8nFailure} */
	run(...args: string[]): Promise<void>;
}

/** What n8n itself must not change: where and how its commands say why they failed. */
const readableLog = { N8N_LOG_LEVEL: 'info', N8N_LOG_OUTPUT: 'console', N8N_LOG_FORMAT: 'text' };

/**
 * n8n by its program (a path, or a name on PATH) and the environment that it runs with.
 *
 * @throws {Error} with a sentence when there is no such program
 */
export function openN8n(program: string, environment: NodeJS.ProcessEnv): N8n {
	const path = findProgram(program, environment['PATH'] ?? '');
	if (path === undefined) {
		throw new Error(
			`n8n was not found: there is no program "${program}"${program.includes('/') ? '' : ' on PATH'}.\n` +
				"Add --n8n with the path of n8n's program.",
		);
	}
	const folder = join(environment['N8N_USER_FOLDER'] ?? homedir(), '.n8n');
	const notesFolder = join(folder, 'n8n-nodes-mtl');
	mkdirSync(notesFolder, { recursive: true, mode: 0o700 });
	return {
		notesFolder,
		async run(...args) {
			const { code, said } = await runProgram(path, args, { ...environment, ...readableLog });
			if (code !== 0) throw explainFailure(args[0] ?? '', said);
		},
	};
}

async function runProgram(
	path: string,
	args: string[],
	env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; said: string }> {
	return await new Promise((resolve, reject) => {
		const child = spawn(path, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
		const said: Buffer[] = [];
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk: Buffer) => said.push(chunk));
		}
		child.on('error', reject);
		child.on('close', (code) => resolve({ code, said: Buffer.concat(said).toString('utf8') }));
	});
}
