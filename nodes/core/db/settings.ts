import { createHash } from 'node:crypto';

/** How to reach the database. Passwords and keys stay in here and in mysql2. */
export interface DatabaseSettings {
	host: string;
	port: number;
	user: string;
	password: string;
	database: string;
	tls: { enabled: boolean; verify: boolean; ca?: string; cert?: string; key?: string };
	/** Connections at most; n8n processes × this must stay below the server's `max_connections`. */
	poolSize: number;
}

/**
 * Settings from an address such as `mysql://user:password@host:3306/database?tls=verify`.
 * `tls` is `off` (default), `on` (encrypted, any certificate) or `verify`.
 *
 * @throws {Error} with a sentence when the address can't be read
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

/** The same for two settings exactly when they are the same connection. */
export function settingsKey(settings: DatabaseSettings): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
