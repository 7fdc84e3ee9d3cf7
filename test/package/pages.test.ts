import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { type Page, pages, projectFolder } from '../support/pages';

const folders = 'nodes|credentials|cli|runner|docker|docs|workflows|test|\\.ci';
const namedFile = new RegExp(`^(${folders})(/[\\w.*-]+)*/?$`);

/** What a page says outside its blocks of code. */
function prose({ text }: Page): string {
	return text.replace(/^([ \t]*)```[\s\S]*?^\1```/gm, '');
}

function linksIn(page: Page): string[] {
	const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
	return links.filter((target) => !/^[a-z]+:/.test(target));
}

/** Files and folders of the project that a page names as code. */
function namesIn(page: Page): string[] {
	const spans = [...prose(page).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
	return spans.filter((span) => namedFile.test(span));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsIn(markdown: string): string[] {
	const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
	return headings.map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replace(/ /g, '-'),
	);
}

function leadsSomewhere(from: string, link: string): boolean {
	const [file = '', anchor] = link.split('#');
	const target = file ? path.join(projectFolder, path.dirname(from), file) : '';
	const found = target || path.join(projectFolder, from);
	if (!existsSync(found)) return false;
	return anchor === undefined || anchorsIn(readFileSync(found, 'utf8')).includes(anchor);
}

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_path, page) => {
	it('has no broken links', () => {
		expect(linksIn(page).filter((link) => !leadsSomewhere(page.path, link))).toEqual([]);
	});

	it('names only existing files and folders', () => {
		// People make docker/mtl.env from its example.
		const isThere = (name: string) =>
			[name, `${name}.example`].some((one) => globSync(one, { cwd: projectFolder }).length > 0);
		expect(namesIn(page).filter((name) => !isThere(name))).toEqual([]);
	});
});

test('README.md has at most 150 lines', () => {
	const readme = pages.find((page) => page.path === 'README.md');
	expect((readme?.text ?? '').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

test.each(globSync('credentials/*.ts', { cwd: projectFolder }))(
	'The documentation that %s links to exists',
	(file) => {
		const source = readFileSync(path.join(projectFolder, file), 'utf8');
		const [, link = ''] = /n8n-nodes-mtl\/blob\/HEAD\/([^']+)'/.exec(source) ?? [];
		expect(link === '' ? [] : [link].filter((one) => leadsSomewhere('README.md', one))).toEqual([
			link,
		]);
	},
);
