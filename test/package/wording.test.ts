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
];
const shown =
	/^(nodes|credentials|cli|runner|workflows|docs|docker)\/.*\.(ts|js|json|md)$|^README\.md$/;

function texts(): string[] {
	const files = execFileSync('git', ['ls-files'], { cwd: projectFolder, encoding: 'utf8' });
	return files.split('\n').filter((file) => shown.test(file) && !file.includes('package-lock'));
}

describe('the texts that people see', () => {
	it.each(phrases)('never say %s, but: %s', (phrase) => {
		const hits = texts().flatMap((file) =>
			readFileSync(join(projectFolder, file), 'utf8')
				.split('\n')
				.flatMap((line, index) =>
					phrase.test(line) ? [`${file}:${index + 1} ${line.trim().slice(0, 120)}`] : [],
				),
		);
		expect(hits).toEqual([]);
	});
});
