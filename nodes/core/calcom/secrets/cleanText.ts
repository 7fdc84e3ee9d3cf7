import { credentialNameInText } from './names';

export const removed = '[removed]';

/** A quotation mark as written in JSON, JSON inside JSON, a form or Cal.com's payload templates. */
const quote = String.raw`(?:\\*["']|&quot;|&#x27;)`;
const named = new RegExp(`${credentialNameInText}${quote}?\\s{0,8}[:=]\\s{0,8}`, 'gi');
const openingQuote = new RegExp(`${quote}`, 'y');
const endOfBare = /[\r\n,;&}\])]|$/g;

/**
 * An unparseable body without anything that looks like a credential: the text after a name like
 * `password` and a colon or equals sign, up to the end of the value, or to the end of the text if
 * the value has no end.
 */
export function cleanText(text: string): string {
	const kept: string[] = [];
	let from = 0;
	for (const { index, 0: match } of text.matchAll(named)) {
		if (index < from) continue;
		const start = index + match.length;
		kept.push(text.slice(from, start), removed);
		from = endOfValue(text, start);
	}
	return [...kept, text.slice(from)].join('');
}

function endOfValue(text: string, start: number): number {
	if (text[start] === '{' || text[start] === '[') return endOfBrackets(text, start);
	openingQuote.lastIndex = start;
	const opening = openingQuote.exec(text)?.[0];
	if (opening) return endOfQuote(text, start + opening.length, opening);
	endOfBare.lastIndex = start;
	return endOfBare.exec(text)?.index ?? text.length;
}

/**
 * The end of the closing mark: the same mark again, followed by text that can come after a value in
 * JSON or a list; broken templates have marks inside values.
 */
function endOfQuote(text: string, start: number, mark: string): number {
	for (let at = text.indexOf(mark, start); at >= 0; at = text.indexOf(mark, at + 1)) {
		const end = at + mark.length;
		if (text[at - 1] !== '\\' && /[\s,;&:}\])\\"']/.test(text[end] ?? ' ')) return end;
	}
	return text.length;
}

function endOfBrackets(text: string, start: number): number {
	let depth = 0;
	let quoted = false;
	for (let at = start; at < text.length; at++) {
		const char = text[at];
		if (char === '\\') at++;
		else if (char === '"') quoted = !quoted;
		else if (!quoted && (char === '{' || char === '[')) depth++;
		else if (!quoted && (char === '}' || char === ']') && --depth === 0) return at + 1;
	}
	return text.length;
}
