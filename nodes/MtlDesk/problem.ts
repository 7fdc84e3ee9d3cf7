import { html } from './html';
import { documentOf } from './layout';
import type { Texts } from './texts';

const problems = {
	session: { status: 401, title: 'problemSession', text: 'problemSessionText' },
	list: { status: 403, title: 'problemList', text: 'problemListText' },
	forged: { status: 403, title: 'problemForged', text: 'problemForgedText' },
	changed: { status: 409, title: 'problemChanged', text: 'problemChangedText' },
	away: { status: 503, title: 'problemAway', text: 'problemAwayText' },
	missing: { status: 404, title: 'problemMissing', text: 'problemMissingText' },
	input: { status: 400, title: 'problemInput', text: 'problemInputText' },
	setUp: { status: 503, title: 'problemSetUp', text: 'problemSetUpText' },
	fault: { status: 500, title: 'problemFault', text: 'problemFaultText' },
} as const satisfies Record<string, { status: number; title: keyof Texts; text: keyof Texts }>;

export type Problem = keyof typeof problems;

/** The page that says what went wrong and where to go from here. */
export function problemPage(
	texts: Texts,
	path: string,
	problem: Problem,
	more: { signIn?: string; again?: string; email?: string } = {},
): { status: number; page: string } {
	const { status, title, text } = problems[problem];
	const { signIn, again, email } = more;
	const next =
		signIn === undefined
			? html`<a href="${again ?? path}">${again === undefined ? texts.back : texts.again}</a>`
			: html`<a href="${signIn}">${texts.signIn}</a>`;
	const content = html`<section>
		<p>${texts[text]}</p>
		${email && html`<p>${texts.signedInAs} <bdi>${email}</bdi></p>`}
		<p>${next}</p>
	</section>`;
	const header = html`<header><strong>${texts.desk}</strong></header>`;
	return { status, page: documentOf(texts, texts[title], header, content) };
}
