import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

export const phone = { width: 390, height: 844 };
export const desk = { width: 1280, height: 900 };
/** The width of an A4 page between its margins, at 96 dots per inch. */
export const paper = { width: 718, height: 1000 };

/** Markup, quotes and direction marks, where a person should have typed a text. */
export const hostile =
	'</title><script>window.ran = 1</script>"\'><img src=x onerror="window.ran = 1">\u202e&amp;';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What a page should not have, each as it was found; `wide` is what is cut off or scrolls sideways. */
export interface Faults {
	ran: unknown;
	scripts: number;
	wide: string[];
	headings: number;
	/** What axe-core finds: rule and element. */
	violations: string[];
}

export const noFaults: Faults = { ran: 0, scripts: 0, wide: [], headings: 1, violations: [] };

/** Runs in the page; a browser lets its debugger do so whatever the page's policy says. */
const look = `({
	ran: globalThis.ran ?? 0,
	scripts: document.querySelectorAll('script, img, iframe').length,
	wide: [document.documentElement, ...(matchMedia('print').matches ? document.querySelectorAll('.numbers') : [])]
		.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.outerHTML.slice(0, 80)),
	headings: document.querySelectorAll('h1').length,
})`;
const runAxe = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
	violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`;

/** Looks for faults of the page that is open, as it is at this width. */
export async function faultsOf(page: Page, viewport: typeof desk): Promise<Faults> {
	await page.setViewportSize(viewport);
	await page.evaluate(`${axe}; 0`);
	const seen = (await page.evaluate(look)) as Omit<Faults, 'violations'>;
	return { ...seen, violations: (await page.evaluate(runAxe)) as string[] };
}
