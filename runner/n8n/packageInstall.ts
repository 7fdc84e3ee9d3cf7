import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../process/command';
import { readKept, writePrivately } from '../keptFile';
import { nodeEnvironment, npmCommand } from '../install/npm';
import type { Report } from '../progress';
import { hashOfProject } from '../install/projectHash';

/**
 * Packs the project, which is built, and installs the tarball into n8n's folder for packages, as
 * the README tells people to. Does nothing when what would be packed is installed already.
 * Returns the folder of the installed package.
 */
export async function installPackage(options: {
	home: string;
	projectFolder: string;
	report: Report;
	signal: AbortSignal;
}): Promise<string> {
	const { home, projectFolder, report } = options;
	const { name, version } = JSON.parse(
		readFileSync(join(projectFolder, 'package.json'), 'utf8'),
	) as Record<'name' | 'version', string>;
	const nodesFolder = join(home, 'n8n/.n8n/nodes');
	const installed = join(nodesFolder, 'node_modules', name);
	const hash = hashOfProject(projectFolder);
	const notePath = join(home, 'package/installed.json');
	if (readKept<{ hash: string }>(notePath)?.hash === hash && existsSync(installed))
		return installed;

	report(`installing ${name} ${version} into n8n`);
	rmSync(notePath, { force: true });
	const packed = join(home, 'package');
	mkdirSync(packed, { recursive: true });
	const npm = async (...args: string[]) =>
		await runCommand({
			...{ home, signal: options.signal, name: 'package-install', cwd: projectFolder },
			...npmCommand([...args, '--ignore-scripts', '--no-audit', '--no-fund']),
			env: nodeEnvironment(),
			log: join(home, 'install.log'),
			failure: 'The package could not be packed and installed into n8n',
		});
	await npm('pack', '--pack-destination', packed);
	const tarball = join(packed, `${name}-${version}.tgz`);
	await npm('install', '--prefix', nodesFolder, '--legacy-peer-deps', tarball);
	writePrivately(notePath, JSON.stringify({ hash }));
	return installed;
}
