import { normaliseEmail } from '../values/email';
import { normalisePhone } from '../values/phone';

/** What identifies a person in other people's texts. */
export interface PersonIdentifiers {
	/** Normalised. */
	emails: readonly string[];
	/** First and last name. */
	names: readonly string[];
	/** E.164, or as typed. */
	phones: readonly string[];
	/** ISO 3166-1 alpha-2, for numbers typed by others without a country code. */
	country: string;
}

/** The text that replaces a person. */
export const erased = '[erased]';

/** Finds one person in texts and removes them. */
export interface PersonMatcher {
	isTheirs(email: unknown): boolean;
	finds(text: string): boolean;
	/** The text without the person; unchanged if they are not in it. */
	erase(text: string): string;
}

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The spellings of a text: accents as one character or two, or percent-encoded as in links. */
const spellings = (text: string) => [
	...new Set([text.normalize('NFC'), text.normalize('NFD'), encodeURIComponent(text)]),
];

/**
 * Not inside a longer address: ann@x.nl is not in joann@x.nl or ann@x.nl.example. In links, %20
 * ends a word.
 */
const email = (text: string) =>
	`(?:(?<![\\p{L}\\p{M}\\p{N}._+-])|(?<=%[0-9a-f]{2}))${literally(text)}(?![\\p{L}\\p{M}\\p{N}-]|\\.[\\p{L}\\p{N}])`;

const name = (text: string) =>
	`(?<![\\p{L}\\p{M}\\p{N}])${text.split(/\s+/u).map(literally).join('\\s+')}(?![\\p{L}\\p{M}\\p{N}])`;

/**
 * Lower-case parts that any text with one of these addresses must contain. If an accent can be
 * written in several ways, only the parts around it.
 */
export function partsOf(emails: readonly string[]): string[] {
	const parts = emails.flatMap((one) => {
		const plain = (one.match(/[!-~]+/g) ?? []).sort((a, b) => b.length - a.length)[0] ?? one;
		return [plain, JSON.stringify(plain).slice(1, -1), encodeURIComponent(one).toLowerCase()];
	});
	return [...new Set(parts)];
}

export function personMatcher({
	emails,
	names,
	phones,
	country,
}: PersonIdentifiers): PersonMatcher {
	const parts = [
		...emails.flatMap(spellings).map(email),
		// A first name alone may belong to many people.
		...names
			.filter((one) => /\s/u.test(one))
			.flatMap(spellings)
			.map(name),
	];
	const pattern = new RegExp(parts.join('|') || '(?!)', 'giu');
	const alike = (text: string) => text.trim().normalize('NFC').toLowerCase();
	const known = new Set(names.map(alike));
	const whole = (text: string) =>
		known.has(alike(text)) ||
		(/^[\d\s()+./-]{5,40}$/.test(text) && phones.includes(normalisePhone(text, country) ?? ''));
	const erase = (text: string) => (whole(text) ? erased : text.replace(pattern, erased));
	return {
		isTheirs: (value) => typeof value === 'string' && emails.includes(normaliseEmail(value) ?? ''),
		finds: (text) => erase(text) !== text,
		erase,
	};
}
