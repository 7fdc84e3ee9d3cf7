import { spawn } from 'node:child_process';
import path from 'node:path';
import { exitCodeOf, forwardSignals } from './process/supervision';

const ROOT = path.join(__dirname, '..');

/** Runs a program of the project's packages on this Node; resolves to its exit code. */
async function run(program: string, args: string[]): Promise<number> {
	return await new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [require.resolve(program), ...args], {
			cwd: ROOT,
			stdio: 'inherit',
		});
		const { dismiss } = forwardSignals(child);
		child.on('error', reject);
		child.on('exit', (code, signal) => {
			dismiss();
			resolve(exitCodeOf(code, signal));
		});
	});
}

/** `npm test`: the types, then every group of tests. What follows `--` is handed on to Jest. */
async function main(jestArguments: string[]): Promise<number> {
	const types = await run('typescript/bin/tsc', ['--noEmit']);
	if (types !== 0) return types;
	return await run('jest/bin/jest', jestArguments);
}

void main(process.argv.slice(2)).then((code) => {
	process.exitCode = code;
});
