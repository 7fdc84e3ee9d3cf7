/** Text that is safe to send as HTML. Only `html` makes it. */
export class Html {
	/** Nothing but `Html` has it, so no plain object passes for one. */
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	toString(): string {
		return this.#text;
	}
}

/** What an `html` template can contain: everything but `Html` is escaped. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

const escapes: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
	'`': '&#96;',
};

/**
 * A template of HTML whose parts are escaped. Attributes need double quotes around a part.
 *
 * @example html`<td title="${name}">${name}</td>`
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
	const text = strings.map((string, index) => string + render(parts[index])).join('');
	return new Html(text);
}

function render(part: Part): string {
	if (part === null || part === undefined || part === false) return '';
	if (part instanceof Html) return part.toString();
	if (Array.isArray(part)) return part.map(render).join('');
	return escape(String(part));
}

/** Control characters are not allowed in HTML, and direction marks would reorder what follows. */
function escape(text: string): string {
	return text
		.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g, '')
		.replace(/[&<>"'`]/g, (one) => escapes[one] ?? '');
}

/** A text that other people wrote, whose direction does not reach its surroundings. */
export function theirs(text: string | null | undefined): Html {
	return html`<bdi>${text ?? ''}</bdi>`;
}

/** The address of a link that other people wrote; null unless it is a web address. */
export function webAddress(text: string | null): string | null {
	if (!text) return null;
	try {
		const { protocol, href } = new URL(text);
		return protocol === 'https:' || protocol === 'http:' ? href : null;
	} catch {
		return null;
	}
}
