import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { findProgram } from './findProgram';
import { explainFailure } from './n8nFailure';

/** n8n on this machine, reached through its own command line and environment. */
export interface N8n {
	/** This package's folder in n8n's own folder, for notes about what was imported. */
	notesFolder: string;
	/** Runs an n8n command, which takes 3 seconds, or 10 on a new n8n. @throws {N8nFailure} */
	run(...args: string[]): Promise<void>;
}

/** Output settings of n8n's commands, so that the reason for a failure can be read. */
const readableLog = { N8N_LOG_LEVEL: 'info', N8N_LOG_OUTPUT: 'console', N8N_LOG_FORMAT: 'text' };

/**
 * n8n, given by its program (a path, or a name on PATH) and environment.
 *
 * @throws {Error} with a sentence if the program does not exist
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
