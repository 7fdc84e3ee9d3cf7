import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const projectFolder = join(__dirname, '../..');

/** A page of the documentation. */
export interface Page {
	/** Relative to the project's folder. */
	path: string;
	/** Markdown. */
	text: string;
}

const folder = join(projectFolder, 'docs');
const paths = [
	'README.md',
	'workflows/README.md',
	...(existsSync(folder) ? readdirSync(folder) : []).map((name) => `docs/${name}`),
];

/** All pages: README.md, docs and the README of the workflows. */
export const pages: readonly Page[] = paths
	.filter((path) => path.endsWith('.md') && existsSync(join(projectFolder, path)))
	.map((path) => ({ path, text: readFileSync(join(projectFolder, path), 'utf8') }));
