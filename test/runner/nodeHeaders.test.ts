import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { findNodeHeaders } from '../../runner/n8n/nodeHeaders';

describe("Node's headers, for compiling sqlite3 without a download", () => {
	const root = realpathSync(mkdtempSync(join(tmpdir(), 'mtl-headers-')));
	afterAll(() => rmSync(root, { recursive: true }));

	/** A Node.js installation with these of its headers; returns its `bin`. */
	function installation(name: string, headers: string[]): string {
		const include = join(root, name, 'include/node');
		const bin = join(root, name, 'bin');
		for (const folder of [include, bin]) mkdirSync(folder, { recursive: true });
		for (const header of headers) writeFileSync(join(include, header), '');
		writeFileSync(join(bin, 'node'), '');
		return bin;
	}

	const all = ['node_api.h', 'common.gypi', 'config.gypi'];
	const whole = installation('whole', all);
	const partial = installation('partial', all.slice(1));
	const projectsOwn = installation('node_modules/own', all);

	it('come from the first complete installation on PATH', () => {
		expect(findNodeHeaders([partial, whole].join(delimiter))).toBe(join(root, 'whole'));
	});

	it('are found behind a link to the program', () => {
		const links = join(root, 'links');
		mkdirSync(links);
		symlinkSync(join(whole, 'node'), join(links, 'node'));
		expect(findNodeHeaders(links)).toBe(join(root, 'whole'));
	});

	it.each([
		['nothing is on PATH', ''],
		['the only installation lacks a header', partial],
		["only the project's own Node is there", projectsOwn],
		['PATH names folders that are not there', join(root, 'nowhere')],
	])('are left to a download where %s', (_name, path) => {
		expect(findNodeHeaders(path)).toBeUndefined();
	});
});
