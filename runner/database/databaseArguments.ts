import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseProgram } from './findDatabaseServer';
import { asRoot, temporaryFiles } from './initDatabase';

/**
 * The SQL that makes the database `mtl` and its users. The server runs it at every start before it
 * takes connections, so that root is never open without a password.
 */
export function startStatements(passwords: { password: string; rootPassword: string }): string {
	const { password, rootPassword } = passwords;
	const users = [
		["'root'@'localhost'", rootPassword, 'ALL PRIVILEGES ON *.*', ' WITH GRANT OPTION'],
		["'root'@'127.0.0.1'", rootPassword, 'ALL PRIVILEGES ON *.*', ' WITH GRANT OPTION'],
		["'mtl'@'localhost'", password, 'ALL PRIVILEGES ON mtl.*', ''],
		["'mtl'@'127.0.0.1'", password, 'ALL PRIVILEGES ON mtl.*', ''],
	];
	return [
		'CREATE DATABASE IF NOT EXISTS mtl CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;',
		...users.flatMap(([user, secret, privileges, option]) => [
			`CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY '${secret}';`,
			`ALTER USER ${user} IDENTIFIED BY '${secret}';`,
			`GRANT ${privileges} TO ${user}${option};`,
		]),
		"DROP USER IF EXISTS 'root'@'::1';",
		'',
	].join('\n');
}

/** How the private server is started: on 127.0.0.1 only, in UTC, durable as the server's defaults. */
export function serverArguments(
	kind: DatabaseProgram['kind'],
	dataFolder: string,
	port: number,
	startFile: string,
): string[] {
	return [
		'--no-defaults',
		...asRoot(),
		`--datadir=${dataFolder}`,
		temporaryFiles(dataFolder),
		`--port=${port}`,
		'--bind-address=127.0.0.1',
		'--skip-name-resolve',
		`--socket=${socketPath(dataFolder)}`,
		`--pid-file=${join(dataFolder, 'server.pid')}`,
		`--init-file=${startFile}`,
		'--character-set-server=utf8mb4',
		'--collation-server=utf8mb4_unicode_ci',
		'--default-time-zone=+00:00',
		...(kind === 'MySQL'
			? ['--disable-log-bin', '--mysqlx=OFF', '--performance-schema=OFF', '--secure-file-priv=NULL']
			: []),
	];
}

// A socket's path may hold 103 bytes at most (macOS; Linux 107), and homes can lie deep.
function socketPath(dataFolder: string): string {
	const path = join(dataFolder, 'server.sock');
	if (Buffer.byteLength(path) <= 103) return path;
	const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
	return join(tmpdir(), `mtl-${hash}.sock`);
}
