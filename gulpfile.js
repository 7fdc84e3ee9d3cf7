'use strict';

const { execFile, spawn } = require('node:child_process');
const { builtinModules } = require('node:module');
const { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const esbuild = require('esbuild');
const gulp = require('gulp');
const { n8n } = require('./package.json');

const OUT = path.join(__dirname, 'dist');
const BIN = path.join(__dirname, 'node_modules/.bin');
const HOST_PACKAGES = ['n8n-workflow'];
const ASSETS = ['svg', 'png', 'node.json', '__schema__/**/*.json'].flatMap((ending) =>
	['nodes', 'credentials'].map((folder) =>
		ending.includes('/') ? `${folder}/**/${ending}` : `${folder}/**/*.${ending}`,
	),
);

/** Commander starts other programs for commands in files of their own; the CLI has none. */
const WITHOUT_CHILD_PROCESS = {
	name: 'without-child-process',
	setup({ onResolve, onLoad }) {
		const namespace = 'nothing';
		onResolve({ filter: /^node:child_process$/ }, ({ importer, path: name }) =>
			importer.includes('/node_modules/commander/') ? { path: name, namespace } : undefined,
		);
		onLoad({ filter: /.*/, namespace }, () => ({ contents: '' }));
	},
};

/**
 * Bundles one entry and everything it uses into one CommonJS file. Only Node's own modules and
 * the packages n8n brings stay outside: n8n installs community packages without dependencies.
 * Returns the text of the bundle and the folders of the packages that went into it.
 */
async function bundle(entry, outfile) {
	const result = await esbuild.build({
		absWorkingDir: __dirname,
		entryPoints: [entry],
		outfile,
		bundle: true,
		write: false,
		metafile: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		external: HOST_PACKAGES,
		plugins: [WITHOUT_CHILD_PROCESS],
		keepNames: true,
		charset: 'utf8',
		legalComments: 'inline',
		logLevel: 'warning',
	});
	const outside = Object.values(result.metafile.outputs)
		.flatMap((output) => output.imports)
		.map(({ path: name }) => name.replace(/^node:/, ''))
		.filter((name) => ![...builtinModules, ...HOST_PACKAGES].includes(name));
	if (outside.length > 0) {
		throw new Error(`${entry} needs packages that can't be bundled: ${outside.join(', ')}`);
	}
	const packages = Object.keys(result.metafile.inputs).flatMap(
		(input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [],
	);
	return { text: result.outputFiles[0].text, packages };
}

/** The name, version and licence text of each bundled package, as their licences ask for. */
async function licences(packages) {
	const texts = [...new Set(packages)].sort().map(async (folder) => {
		const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
		const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
		const text = file ? await readFile(`${folder}/${file}`, 'utf8') : '';
		return `${name} ${version} (${license})\n\n${text.trim()}\n`;
	});
	return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

async function clean() {
	await rm(OUT, { recursive: true, force: true });
	await mkdir(OUT);
}

/**
 * Writes one file per node and credential of package.json's `n8n` that takes its class from the
 * bundle. n8n finds the class by the file's name; one bundle means one connection pool.
 */
async function stubs() {
	for (const file of [...n8n.credentials, ...n8n.nodes]) {
		const name = path.basename(file).split('.')[0];
		const runtime = path.posix.relative(path.posix.dirname(file), 'dist/runtime.js');
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, `module.exports = { ${name}: require('${runtime}').${name} };\n`);
	}
}

/** Copies icons, codex files and output schemas beside the stubs. */
function assets() {
	return gulp
		.src(ASSETS, { base: '.', encoding: false, allowEmpty: true })
		.pipe(gulp.dest(path.basename(OUT)));
}

/** The bundles come last: `dist/runtime.js` exists when, and only when, all of dist does. */
async function bundles() {
	const [cli, hooks, runtime] = await Promise.all([
		bundle('cli/main.ts', 'dist/cli.js'),
		bundle('nodes/n8nHooks.ts', 'dist/n8nHooks.js'),
		bundle('nodes/runtime.ts', 'dist/runtime.js'),
	]);
	const shebang = cli.text.startsWith('#!') ? '' : '#!/usr/bin/env node\n';
	await writeFile('dist/cli.js', shebang + cli.text);
	await chmod('dist/cli.js', 0o755);
	const notices = await licences([...cli.packages, ...runtime.packages]);
	await writeFile('dist/THIRD-PARTY-LICENSES.txt', notices);
	await writeFile('dist/n8nHooks.js', hooks.text);
	await writeFile('dist/runtime.js', runtime.text);
}

/** Runs a program of node_modules/.bin in the project's folder, with its output on the screen. */
function run(program, ...args) {
	return new Promise((resolve, reject) => {
		const child = spawn(path.join(BIN, program), args, { cwd: __dirname, stdio: 'inherit' });
		child.on('error', reject);
		child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} failed`))));
	});
}

function lintSource() {
	return run('eslint', '--max-warnings', '0', '.');
}

/** Lints what people install: the package as npm packs it, with n8n's rules for its community. */
async function lintPacked() {
	const execute = promisify(execFile);
	const { ESLint } = require('eslint');
	const { packed } = await import('./eslint.config.mjs');
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-mtl-'));
	try {
		const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
		const { stdout } = await execute('npm', pack, { cwd: __dirname });
		await execute('tar', ['-xzf', path.join(folder, JSON.parse(stdout)[0].filename), '-C', folder]);
		const cwd = path.join(folder, 'package');
		const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: packed });
		const results = await eslint.lintFiles(['.']);
		console.log(await (await eslint.loadFormatter('stylish')).format(results));
		if (results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0)) {
			throw new Error('The packed package has the problems listed above');
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function format() {
	return run('prettier', '--check', '.');
}

const build = gulp.series(clean, gulp.parallel(stubs, assets), bundles);

exports.build = build;
exports.lint = gulp.series(lintSource, build, lintPacked, format);
