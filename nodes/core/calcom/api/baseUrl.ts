import { MtlError } from '../../domain/errors';

/** Cal.com's cloud; accounts of app.cal.eu have an API of their own. */
export const cloudApi = 'https://api.cal.com/v2';

/** Web addresses that people paste instead of the API's. */
const apiOfWebsite: Record<string, string> = {
	'cal.com': 'api.cal.com',
	'app.cal.com': 'api.cal.com',
	'www.cal.com': 'api.cal.com',
	'cal.eu': 'api.cal.eu',
	'app.cal.eu': 'api.cal.eu',
};

/**
 * The address that every path of the API begins with, without a slash at the end.
 *
 * @param typed with or without `/v2`, with or without a slash at the end
 * @throws {MtlError} `input` if it is not a web address
 */
export function apiBase(typed: string): string {
	const url = parsed(typed.trim());
	if (!url) {
		throw new MtlError(
			'input',
			"Cal.com's base URL is not a web address.",
			`Enter ${cloudApi}, or the address of your own Cal.com API with https:// in front.`,
		);
	}
	const site = apiOfWebsite[url.host];
	if (site) return `https://${site}/v2`;
	const path = url.pathname.replace(/\/+$/, '');
	return `${url.origin}${path.endsWith('/v2') ? path : `${path}/v2`}`;
}

function parsed(text: string): URL | null {
	const url = URL.canParse(text) ? new URL(text) : null;
	return url && /^https?:$/.test(url.protocol) && !url.username ? url : null;
}
