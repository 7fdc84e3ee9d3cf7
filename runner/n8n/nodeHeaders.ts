import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve, sep } from 'node:path';

/** Files without which nothing can be compiled for Node. */
const needed = ['node_api.h', 'common.gypi', 'config.gypi'];

/**
 * The folder above `include/node` of a Node.js on PATH that brings its headers, as most installations do;
 * undefined where there is none, and node-gyp then downloads them. The project's own Node has none. Headers of
 * another version will do, because addons speak Node-API, which is the same for all.
 */
export function findNodeHeaders(path: string = process.env.PATH ?? ''): string | undefined {
	return path
		.split(delimiter)
		.map((folder) => join(resolve(folder), 'node'))
		.filter((program) => !program.includes(`${sep}node_modules${sep}`) && existsSync(program))
		.map((program) => dirname(dirname(realpathSync(program))))
		.find((prefix) => needed.every((file) => existsSync(join(prefix, 'include/node', file))));
}
