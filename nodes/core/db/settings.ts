import { createHash } from 'node:crypto';

/** How to reach the database. Passwords and keys are passed only to mysql2. */
export interface DatabaseSettings {
	host: string;
	port: number;
	user: string;
	password: string;
	database: string;
	tls: { enabled: boolean; verify: boolean; ca?: string; cert?: string; key?: string };
	/**
	 * Maximum number of connections; n8n processes × this must stay below the server's
	 * `max_connections`.
	 */
	poolSize: number;
}

/**
 * Settings from a URL such as `mysql://user:password@host:3306/database?tls=verify`. `tls` is `off`
 * (default), `on` (encrypted, any certificate) or `verify`.
 *
 * @throws {Error} with a sentence if the URL can't be read
 */
export function settingsFromUrl(address: string, poolSize = 5): DatabaseSettings {
	const url = URL.canParse(address) ? new URL(address) : null;
	const database = url ? decodeURIComponent(url.pathname.slice(1)) : '';
	if (!url || !/^(mysql|mariadb):$/.test(url.protocol) || !url.hostname || !database) {
		throw new Error(
			'This is not a valid database URL. Write it like mysql://user:password@127.0.0.1:3306/database.',
		);
	}
	const tls = url.searchParams.get('tls') ?? 'off';
	return {
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: Number(url.port || 3306),
		user: decodeURIComponent(url.username),
		password: decodeURIComponent(url.password),
		database,
		tls: { enabled: tls !== 'off', verify: tls === 'verify' },
		poolSize,
	};
}

/** A key that is equal for two settings only if they describe the same connection. */
export function settingsKey(settings: DatabaseSettings): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
