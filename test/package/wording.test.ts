import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectFolder } from '../support/pages';

/** Phrases that n8n's own texts don't use, and what to write instead. */
const phrases: Array<[RegExp, string]> = [
	[/\bshall\b/i, 'must, should'],
	[/(?<!there )\bis no (?!longer)[a-z]/i, 'is not a'],
	[/\bstands? in the way\b/, 'prevents'],
	[/\bwhoever\b/i, 'the person who'],
	[/\bdeliver(y|ies) of Cal\.com\b/, 'from Cal.com'],
	[/\b(webhook|event|booking)s? of Cal\.com\b/, 'from Cal.com, in Cal.com'],
	[/\bat once\b.*\b(answers|responds)\b/i, 'immediately'],
	[/\btried again by itself\b/, 'retried automatically'],
	[/\bSay it with\b/, 'Specify'],
	[/\bmay not [A-Z]{4,}\b/, 'lacks the privilege'],
	[/\b(Time Zone of Texts|Events at Once|Only Show|Booking Type Otherwise)\b/, "n8n's own terms"],
	[/\bstands\b/i, 'is, has, or no verb at all'],
	[/\bby itself\b/, 'automatically, on its own'],
	[/\bone that\b/i, 'the noun'],
	[/\bfor so long\b|\bso much of\b/i, 'how long, how much of'],
	[/\bholds? (no|nothing)\b/i, 'has no, does not contain'],
	[/\bknows? (no|nothing)\b/i, 'has no, does not know'],
	[/\b(two|several|all) at once\b/i, 'concurrent'],
	[/\bwork(s|ed|ing)? off\b/i, 'process'],
	[/\bare to be\b/i, 'should be'],
	[/\bby hand\b/, 'manually'],
	[/\bsaid of\b|\bsays? of\b/i, 'say about'],
	[/\b(some|any|every)body\b|\bNobody\b/, 'no one, someone, or the noun'],
	[/\btak(e|es|en|ing) up\b|\btakes? (it|them) up\b/i, 'claim, run, process'],
	[/\b(what|who) becomes? of\b/i, 'the outcome for'],
];

const shown =
	/^(nodes|credentials|cli|runner|workflows|docs|docker)\/.*\.(ts|js|json|md)$|^(README|CHANGELOG)\.md$/;

function texts(): string[] {
	const files = execFileSync('git', ['ls-files'], { cwd: projectFolder, encoding: 'utf8' });
	return files.split('\n').filter((file) => shown.test(file) && !file.includes('package-lock'));
}

/** Every line with the phrase, as `file:line text`. */
function hitsOf(phrase: RegExp, files: string[]): string[] {
	return files.flatMap((file) =>
		readFileSync(join(projectFolder, file), 'utf8')
			.split('\n')
			.flatMap((line, index) =>
				phrase.test(line) ? [`${file}:${index + 1} ${line.trim().slice(0, 120)}`] : [],
			),
	);
}

describe('the texts that people see', () => {
	it.each(phrases)('never say %s, but: %s', (phrase) => {
		expect(hitsOf(phrase, texts())).toEqual([]);
	});
});
