import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitCodeOf, forwardSignals } from './process/supervision';

const ROOT = path.join(__dirname, '..');

/** Runs a program of the project's packages on this Node; resolves to its exit code. */
async function run(program: string, args: string[], env = process.env): Promise<number> {
	return await new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [require.resolve(program), ...args], {
			cwd: ROOT,
			stdio: 'inherit',
			env,
		});
		const { dismiss } = forwardSignals(child);
		child.on('error', reject);
		child.on('exit', (code, signal) => {
			dismiss();
			resolve(exitCodeOf(code, signal));
		});
	});
}

/** Linux offers memory as a folder. Databases that wait for a disk at each commit take two to three times as long. */
const memory = '/dev/shm';
const enoughBytes = 8 * 1024 ** 3;

function fastestFolder(): string {
	if (process.env['TMPDIR'] !== undefined || !existsSync(memory)) return tmpdir();
	const { bavail, bsize } = statfsSync(memory);
	return bavail * bsize >= enoughBytes ? memory : tmpdir();
}

/** `npm test`: the types, then every group of tests. What follows `--` is handed on to Jest. */
async function main(jestArguments: string[]): Promise<number> {
	const types = await run('typescript/bin/tsc', ['--noEmit']);
	if (types !== 0) return types;
	const TMPDIR = mkdtempSync(path.join(fastestFolder(), 'mtl-tests-'));
	// Some servers run as a user of their own.
	chmodSync(TMPDIR, 0o711);
	try {
		return await run('jest/bin/jest', jestArguments, { ...process.env, TMPDIR });
	} finally {
		rmSync(TMPDIR, { recursive: true, force: true });
	}
}

void main(process.argv.slice(2)).then((code) => {
	process.exitCode = code;
});
