import { Refused, type User } from '../model';
import type { School } from '../school';

export interface Credentials {
	viewer: User | null;
	/** What the limiter counts by. */
	tracker: string;
	/** The limiter's own limit for tokens that are no keys. */
	limit?: number;
	/** Thrown once the limiter has counted the request; a wrong key is refused before. */
	refused?: Refused;
}

const noMethod =
	"ApiAuthStrategy - No authentication method provided. Either pass an API key as 'Bearer' header or OAuth client credentials as 'x-cal-secret-key' and 'x-cal-client-id' headers";
const noPermission =
	"PermissionsGuard - no authentication provided. Provide either authorization bearer token containing managed user access token or oAuth client id in 'x-cal-client-id' header.";

/**
 * Whose key it is.
 *
 * @throws {Refused} 401 where the limiter already refuses the key
 */
export function credentialsOf(
	school: School,
	header: string | undefined,
	licensed: boolean,
): Credentials {
	if (!header) return { viewer: null, tracker: 'anonymous' };
	const cloud = school.dialect === 'cloud';
	const key = /^Bearer (.*)$/.exec(header)?.[1];
	if (!key?.startsWith('cal_')) {
		const refused = new Refused(401, 'Invalid Access Token.');
		return { viewer: null, tracker: header, limit: 500, refused };
	}
	const user = school.users.find((one) => one.key === key);
	if (!user) {
		const message = cloud ? 'Your api key is not valid' : 'CustomThrottlerGuard - Invalid API Key';
		throw new Refused(401, message);
	}
	const prefix = cloud ? '' : 'ApiAuthStrategy - api key - ';
	const today = new Date(school.clock()).toISOString().slice(0, 10);
	const expired = user.keyExpires !== null && user.keyExpires < today;
	const why = expired
		? 'Your api key is expired'
		: 'Invalid or missing CALCOM_LICENSE_KEY environment variable';
	const refused = expired || !licensed ? new Refused(401, prefix + why) : null;
	return { viewer: user, tracker: user.key, ...(refused && { refused }) };
}

/** @throws {Refused} 401 without a key */
export function needsKey(viewer: User | null): User {
	if (!viewer) throw new Refused(401, noMethod);
	return viewer;
}

/** @throws {Refused} 403 without a key, or without the scope */
export function needsPermission(viewer: User | null, scope: string): User {
	if (!viewer) throw new Refused(403, noPermission);
	return needsScope(viewer, scope);
}

/** @throws {Refused} 403 without the scope */
export function needsScope(viewer: User, scope: string): User {
	if (!viewer.missingScopes.includes(scope)) return viewer;
	throw new Refused(403, `insufficient scope: This operation requires the scope ${scope}`);
}
