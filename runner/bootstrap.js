'use strict';

/**
 * The door to `npm start`, `npm run send`, `npm test` and `npm run bench`: plain JavaScript
 * without packages, so that it runs before anything is installed, on the Node that is there.
 * It installs the project's packages, builds, and runs the step under the project's own Node.
 */

const { spawn } = require('child_process');
const { createHash } = require('crypto');
const { existsSync, readFileSync, readdirSync, statSync, writeFileSync } = require('fs');
const path = require('path');
const { exitCodeOf, forwardSignals, guardChild, killGroup } = require('./process/supervision');
const { RunnerError } = require('./runnerError');

const ROOT = path.join(__dirname, '..');
const MODULES = path.join(ROOT, 'node_modules');
const NODE = path.join(MODULES, '.bin', 'node');
const LOCK = path.join(ROOT, 'package-lock.json');
const MARKER = path.join(MODULES, '.installed-from');
const BUNDLE = path.join(ROOT, 'dist', 'runtime.js');
const SOURCES = [
	...['nodes', 'credentials', 'cli'],
	...['gulpfile.js', 'package.json', 'package-lock.json', 'tsconfig.json'],
];
const STEPS = {
	start: 'runner/main.ts',
	send: 'runner/send/send.ts',
	test: 'runner/test.ts',
	bench: 'test/bench/main.ts',
	faults: 'test/faults/main.ts',
	scale: 'test/scale/main.ts',
	simulate: 'test/simulate/main.ts',
};

/** npm and its shell can end without passing a signal on: their end is the signal then. */
function watchNpm(onEnd) {
	if (process.env.npm_lifecycle_event === undefined) return undefined;
	const parent = process.ppid;
	return setInterval(() => process.ppid !== parent && onEnd(), 500);
}

/**
 * Runs a program in a process group of its own and passes signals on to it. Whatever ends this
 * process, nothing of that group survives it. Resolves to the exit code (128 + n for signal n).
 */
function runChild(command, args, options) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd: ROOT, detached: true, ...options });
		child.on('error', ({ message }) =>
			reject(new RunnerError(`${command} can't be started: ${message}`)),
		);
		if (child.pid === undefined) return;
		if (options.onOutput) {
			child.stdout.on('data', options.onOutput);
			child.stderr.on('data', options.onOutput);
		}
		const dismissGuard = guardChild(child.pid);
		const { forward, dismiss } = forwardSignals(child);
		const npmWatch = watchNpm(() => {
			clearInterval(npmWatch);
			forward('SIGTERM');
		});
		child.on('exit', () => {
			dismiss();
			clearInterval(npmWatch);
			killGroup(child.pid, 'SIGKILL');
			dismissGuard();
		});
		child.on('close', (code, signal) => {
			resolve(exitCodeOf(code, signal));
		});
	});
}

/** Runs one long step with its elapsed seconds on the screen; its own output only if it fails. */
async function runQuietly(label, command, args, env) {
	const started = Date.now();
	const output = [];
	const seconds = () => Math.round((Date.now() - started) / 1000);
	const progress = () => process.stdout.write(`\r${label} … ${seconds()} s`);
	if (process.stdout.isTTY) progress();
	else console.log(`${label} …`);
	const timer = process.stdout.isTTY ? setInterval(progress, 1000) : undefined;
	const onOutput = (text) => output.push(text);
	const stdio = ['ignore', 'pipe', 'pipe'];
	const code = await runChild(command, args, { stdio, env, onOutput }).finally(() => {
		clearInterval(timer);
		if (process.stdout.isTTY) process.stdout.write('\n');
	});
	if (code === 0) return console.log(`  done in ${seconds()} s`);
	process.stderr.write(Buffer.concat(output));
	if (code > 128) process.exit(code);
	throw new RunnerError(`${label}: failed after ${seconds()} s, for the reason above.`);
}

/** The environment of everything that runs on the project's own Node. */
function projectEnvironment() {
	const PATH = [path.dirname(NODE), process.env.PATH].join(path.delimiter);
	return { ...process.env, PATH };
}

/**
 * npm replaces node_modules, so npm itself must not run on the Node in there, which `npm start`
 * puts in front of the machine's own.
 */
function machineEnvironment() {
	const outside = (folder) => !path.resolve(folder).startsWith(MODULES);
	const PATH = process.env.PATH.split(path.delimiter).filter(outside).join(path.delimiter);
	return { ...process.env, PATH };
}

function hashOfLock() {
	if (!existsSync(LOCK)) return '';
	return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/** Installs the project's packages unless they are those of package-lock.json already. */
async function ensurePackages() {
	const installedFrom = existsSync(MARKER) ? readFileSync(MARKER, 'utf8') : undefined;
	if (existsSync(NODE) && installedFrom === hashOfLock()) return;
	const command = existsSync(LOCK) ? 'ci' : 'install';
	const args = [command, '--include=dev', '--no-audit', '--no-fund'];
	const label = "Installing the project's packages (a minute or more)";
	await runQuietly(label, 'npm', args, machineEnvironment());
	if (!existsSync(NODE)) {
		throw new RunnerError(
			'npm did not install Node 24 (the package "node"): it was told not to run install scripts. ' +
				'Run "npm rebuild node --ignore-scripts=false", then try again.',
		);
	}
	writeFileSync(MARKER, hashOfLock());
}

/** The time of the newest change to a file or folder, in milliseconds; 0 if there is none. */
function changedAt(file) {
	if (!existsSync(file)) return 0;
	const stat = statSync(file);
	const inside = stat.isDirectory() ? readdirSync(file) : [];
	return Math.max(stat.mtimeMs, ...inside.map((name) => changedAt(path.join(file, name))));
}

/** Builds dist/ unless it is there and newer than everything it is made of. */
async function ensureBuilt() {
	const sourcesAt = Math.max(...SOURCES.map((source) => changedAt(path.join(ROOT, source))));
	if (existsSync(BUNDLE) && statSync(BUNDLE).mtimeMs >= sourcesAt) return;
	const gulp = path.join(MODULES, 'gulp', 'bin', 'gulp.js');
	await runQuietly('Building the package', NODE, [gulp, 'build'], projectEnvironment());
}

/** Runs one step with its arguments; resolves to the exit code. */
async function main([step, ...args]) {
	if (Number(process.versions.node.split('.')[0]) < 20) {
		throw new RunnerError(
			`Node.js 20 or later is required, but this is ${process.version}. Install a newer version.`,
		);
	}
	if (!Object.keys(STEPS).includes(step)) {
		throw new RunnerError(
			`Usage: node runner/bootstrap.js ${Object.keys(STEPS).join('|')} [arguments]`,
		);
	}
	await ensurePackages();
	await ensureBuilt();
	const tsNode = path.join(MODULES, 'ts-node', 'register', 'transpile-only');
	const script = path.join(ROOT, STEPS[step]);
	return runChild(NODE, ['-r', tsNode, script, ...args], {
		stdio: 'inherit',
		env: projectEnvironment(),
	});
}

module.exports = { ensureBuilt };

if (require.main === module) {
	main(process.argv.slice(2)).then(
		(code) => {
			process.exitCode = code;
		},
		(error) => {
			console.error(error instanceof RunnerError ? error.message : error);
			process.exitCode = 1;
		},
	);
}
