import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './command';
import { nodeEnvironment, npmCommand } from './npm';
import { readKept, writePrivately } from './keptFile';
import { hashOfProject } from './projectHash';
import type { Report } from './progress';

interface Manifest {
	name: string;
	version: string;
	dependencies?: Record<string, string>;
}

interface Options {
	home: string;
	/** The folder of the project, built. */
	projectFolder: string;
	report: Report;
	signal: AbortSignal;
}

/**
 * Packs the project and installs the tarball into n8n's folder for packages, in the steps of n8n's
 * own installer: unpack, no development, optional or peer dependencies, no scripts. Does nothing
 * when what would be packed is installed already. Returns the folder of the installed package.
 */
export async function installPackage(options: Options): Promise<string> {
	const { home, report } = options;
	const nodesFolder = join(home, 'n8n/.n8n/nodes');
	const manifest = readManifest(options.projectFolder);
	const target = join(nodesFolder, 'node_modules', manifest.name);
	const hash = hashOfProject(options.projectFolder);
	const notePath = join(home, 'package/installed.json');
	if (readKept<{ hash: string }>(notePath)?.hash === hash && existsSync(target)) return target;

	report(`installing ${manifest.name} ${manifest.version} into n8n`);
	rmSync(notePath, { force: true });
	const tarball = await pack(options, manifest);
	const draft = join(home, 'package/draft');
	rmSync(draft, { recursive: true, force: true });
	mkdirSync(draft, { recursive: true });
	await run(options, 'tar', ['-xzf', tarball, '-C', draft, '--strip-components=1']);
	await installDependencies(options, draft);
	mkdirSync(join(nodesFolder, 'node_modules'), { recursive: true });
	rmSync(target, { recursive: true, force: true });
	renameSync(draft, target);
	listPackage(join(nodesFolder, 'package.json'), manifest);
	writePrivately(notePath, JSON.stringify({ hash }));
	return target;
}

async function pack(options: Options, manifest: Manifest): Promise<string> {
	const folder = join(options.home, 'package');
	mkdirSync(folder, { recursive: true });
	const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
	const { command, args: all } = npmCommand(args);
	await run(options, command, all, options.projectFolder);
	return join(folder, `${manifest.name}-${manifest.version}.tgz`);
}

async function installDependencies(options: Options, folder: string): Promise<void> {
	const path = join(folder, 'package.json');
	const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest & Record<string, unknown>;
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	writeFileSync(path, JSON.stringify(manifest, null, 2));
	if (Object.keys(manifest.dependencies ?? {}).length === 0) return;
	const { command, args } = npmCommand([
		'install',
		...['--no-audit', '--no-fund', '--no-bin-links', '--install-strategy=shallow'],
		...['--ignore-scripts', '--no-package-lock', '--legacy-peer-deps'],
	]);
	await run(options, command, args, folder);
}

// n8n's own list of installed packages; its installer adds every package it installs.
function listPackage(path: string, { name, version }: Manifest): void {
	const list: Partial<Manifest> & { private?: boolean } = existsSync(path)
		? (JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>)
		: { name: 'installed-nodes', private: true };
	const dependencies = { ...list.dependencies, [name]: version };
	writeFileSync(path, JSON.stringify({ ...list, dependencies }, null, 2));
}

function readManifest(folder: string): Manifest {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

async function run(options: Options, command: string, args: string[], cwd?: string): Promise<void> {
	await runCommand({
		home: options.home,
		name: 'package-install',
		command,
		args,
		env: nodeEnvironment(),
		...(cwd === undefined ? {} : { cwd }),
		log: join(options.home, 'install.log'),
		signal: options.signal,
		failure: 'The package could not be packed and installed into n8n',
	});
}
