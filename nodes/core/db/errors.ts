import { MtlError } from '../domain/errors';

interface DriverError {
	code?: string;
	errno?: number;
	sqlMessage?: string;
	message: string;
	fatal?: boolean;
}

/** Worth the same transaction again: deadlock, lock wait timeout, snapshot conflict (MariaDB). */
const conflicts = new Set([1213, 1205, 1020]);
/** The connection broke; whether a running COMMIT arrived is unknown, and idempotent writes don't mind. */
const broken = new Set([
	'PROTOCOL_CONNECTION_LOST',
	'ECONNRESET',
	'EPIPE',
	'ER_SERVER_SHUTDOWN',
	'ER_NEW_ABORTING_CONNECTION',
	'ER_QUERY_INTERRUPTED',
]);
/** Nobody answers, or the server takes no more connections. */
const unreachable = new Set([
	'ECONNREFUSED',
	'ETIMEDOUT',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	'EAI_AGAIN',
	'ENOENT',
	'ER_CON_COUNT_ERROR',
	'ER_TOO_MANY_USER_CONNECTIONS',
	'ER_HOST_IS_BLOCKED',
]);
const denied = new Set(['ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_BAD_DB_ERROR']);
const tls = new Set([
	'HANDSHAKE_SSL_ERROR',
	'HANDSHAKE_NO_SSL_SUPPORT',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'CERT_HAS_EXPIRED',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);
const readOnly = new Set([1290, 1021, 1036, 1114, 1792, 1836, 3, 28]);
const schema = new Set([1146, 1054, 1142, 1143, 1044, 1305, 1364]);

export function isConflict(error: unknown): boolean {
	return isDriverError(error) && conflicts.has(error.errno ?? 0);
}

export function isBroken(error: unknown): boolean {
	return isDriverError(error) && (broken.has(error.code ?? '') || isClosed(error));
}

/** What the driver says of a statement after the connection broke: of a ROLLBACK, say. It has no code. */
function isClosed({ fatal, code }: DriverError): boolean {
	return fatal === true && code === undefined;
}

/**
 * What a person reads about a fault of the database. Driver messages quote values (1062, 1366, 1406), so
 * only names of columns and keys are taken from them.
 */
export function explain(error: unknown): MtlError {
	if (error instanceof MtlError) return error;
	if (!isDriverError(error)) {
		return new MtlError('data', 'Something unexpected went wrong in the database step.', '', {
			cause: error,
		});
	}
	const { code = '', errno = 0 } = error;
	const column = columnOf(error.sqlMessage ?? '');
	const say = (kind: MtlError['code'], message: string, hint: string) =>
		new MtlError(kind, message, hint, { cause: error });
	if (unreachable.has(code) || isBroken(error)) {
		return say(
			'unreachable',
			`The database does not answer (${code || 'connection lost'}).`,
			'Check that the server runs and that host and port of the credential are right. The event is kept and tried again.',
		);
	}
	if (denied.has(code)) {
		return say(
			'unreachable',
			`The database refuses the connection (${code}).`,
			'Check user, password and database name in the "MTL Database" credential.',
		);
	}
	if (tls.has(code)) {
		return say(
			'unreachable',
			`The database and we can't agree on an encrypted connection (${code}).`,
			'Check TLS in the "MTL Database" credential: the CA certificate that the server\'s certificate comes from, its host name, or whether the server offers TLS at all.',
		);
	}
	if (conflicts.has(errno)) {
		return say(
			'busy',
			`The database was too busy with the same rows (${errno}).`,
			'It is tried again.',
		);
	}
	if (readOnly.has(errno)) {
		return say(
			'unreachable',
			`The database takes no changes now: it is read-only or its disk is full (${errno}).`,
			'Free disk space or end the read-only mode. The event is kept and tried again.',
		);
	}
	const privilege = /^([A-Z ]{1,30}) command denied/.exec(error.sqlMessage ?? '')?.[1];
	if (privilege) {
		return say(
			'schema',
			`The user of the database may not ${privilege} there (${errno}).`,
			'Give this privilege to the user of the "MTL Database" credential.',
		);
	}
	if (schema.has(errno)) {
		return say(
			'schema',
			`The database lacks a table, column or privilege (${errno}${column ? `, column ${column}` : ''}).`,
			'Run the operation Database: Migrate, or `npx n8n-nodes-mtl migrate --url …`.',
		);
	}
	if (errno === 1406 || errno === 1265 || errno === 1366) {
		return say(
			'data',
			`A value does not fit into the column ${column ?? '(unnamed)'} (${errno}).`,
			'Make the column longer, or add the value to its list of allowed values.',
		);
	}
	return say(
		'data',
		`The database refused the change (${code || errno}).`,
		'Look this error up in the documentation of your database.',
	);
}

/**
 * The column that a message is about, by its place: values that a message quotes may hold anything. MariaDB writes
 * `database`.`table`.`column` where MySQL writes 'column'.
 */
function columnOf(message: string): string | undefined {
	const named =
		/^Unknown column '([^']{1,64})'|for column (?:'|(?:`[^`]*`\.)*`)([^'`]{1,64})['`] at row \d+$/s;
	const found = named.exec(message);
	return found?.[1] ?? found?.[2];
}

/** Not by `instanceof`: errors of the network come from another realm where code runs in a VM context. */
function isDriverError(error: unknown): error is DriverError {
	const marks = ['code', 'errno', 'fatal'];
	return typeof error === 'object' && error !== null && marks.some((mark) => mark in error);
}
