import { MtlError } from '../domain/errors';

interface DriverError {
	code?: string;
	errno?: number;
	sqlMessage?: string;
	message: string;
	fatal?: boolean;
}

/** The transaction is worth retrying: deadlock, lock wait timeout, snapshot conflict (MariaDB). */
const conflicts = new Set([1213, 1205, 1020]);
/**
 * The connection broke; whether a running COMMIT arrived is unknown, which is harmless because
 * writes are idempotent.
 */
const broken = new Set([
	'PROTOCOL_CONNECTION_LOST',
	'ECONNRESET',
	'EPIPE',
	'ER_SERVER_SHUTDOWN',
	'ER_NEW_ABORTING_CONNECTION',
	'ER_QUERY_INTERRUPTED',
]);
/** The server does not answer, or accepts no more connections. */
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
/** The value is too long, or not one of the values of an ENUM. */
const unfit = new Set([1406, 1265, 1366]);
const schema = new Set([1146, 1054, 1142, 1143, 1044, 1305, 1364]);

export function isConflict(error: unknown): boolean {
	return isDriverError(error) && conflicts.has(error.errno ?? 0);
}

export function isBroken(error: unknown): boolean {
	return isDriverError(error) && (broken.has(error.code ?? '') || isClosed(error));
}

/**
 * The driver's message for a statement sent after the connection broke, such as a ROLLBACK. It has
 * no code.
 */
function isClosed({ fatal, code }: DriverError): boolean {
	return fatal === true && code === undefined;
}

/** The parts of a driver error. */
interface Facts {
	code: string;
	errno: number;
	/** The column named in the message. */
	column: string | undefined;
	/** The missing privilege. */
	privilege: string | undefined;
	/** The connection is gone. */
	broken: boolean;
}

interface Fault {
	is(facts: Facts): boolean;
	kind: MtlError['code'];
	message(facts: Facts): string;
	hint: string;
}

/** The message and hint for each fault; the first match counts. */
const faults: readonly Fault[] = [
	{
		is: ({ code, broken }) => broken || unreachable.has(code),
		kind: 'unreachable',
		message: ({ code }) => `The database does not answer (${code || 'connection lost'}).`,
		hint: 'Check that the server is running, and the host and port in the "MTL Database" credential. The event is kept and retried.',
	},
	{
		is: ({ code }) => denied.has(code),
		kind: 'unreachable',
		message: ({ code }) => `The database refuses the connection (${code}).`,
		hint: 'Check the user, password and database name in the "MTL Database" credential.',
	},
	{
		is: ({ code }) => tls.has(code),
		kind: 'unreachable',
		message: ({ code }) => `Could not establish an encrypted connection to the database (${code}).`,
		hint: 'Check the TLS settings in the "MTL Database" credential: the CA certificate, the host name, and whether the server supports TLS.',
	},
	{
		is: ({ errno }) => conflicts.has(errno),
		kind: 'busy',
		message: ({ errno }) => `The database was too busy with the same rows (${errno}).`,
		hint: 'The step will be retried.',
	},
	{
		is: ({ errno }) => readOnly.has(errno),
		kind: 'unreachable',
		message: ({ errno }) => `The database is read-only or its disk is full (${errno}).`,
		hint: 'Free up disk space or turn off read-only mode. The event is kept and retried.',
	},
	{
		is: ({ privilege }) => privilege !== undefined,
		kind: 'schema',
		message: ({ privilege, errno }) =>
			`The database user lacks the ${privilege} privilege (${errno}).`,
		hint: 'Grant this privilege to the user of the "MTL Database" credential.',
	},
	{
		is: ({ errno }) => schema.has(errno),
		kind: 'schema',
		message: ({ errno, column }) =>
			`The database lacks a table, column or privilege (${errno}${column ? `, column ${column}` : ''}).`,
		hint: 'Run the operation Database: Migrate, or `npx n8n-nodes-mtl migrate --url …`.',
	},
	{
		is: ({ errno }) => unfit.has(errno),
		kind: 'data',
		message: ({ errno, column }) =>
			`A value does not fit into the column ${column ?? '(unnamed)'} (${errno}).`,
		hint: 'Make the column longer, or add the value to its allowed values.',
	},
];

const refused: Omit<Fault, 'is'> = {
	kind: 'data',
	message: ({ code, errno }) => `The database rejected the change (${code || errno}).`,
	hint: 'Look this error up in the documentation of your database.',
};

/**
 * A database fault in words for people. Driver messages quote values (1062, 1366, 1406), so only
 * the names of columns and keys are taken from them.
 */
export function explain(error: unknown): MtlError {
	if (error instanceof MtlError) return error;
	if (!isDriverError(error)) {
		return new MtlError('data', 'Something unexpected went wrong in the database step.', '', {
			cause: error,
		});
	}
	const { code = '', errno = 0, sqlMessage = '' } = error;
	const facts: Facts = {
		code,
		errno,
		column: columnOf(sqlMessage),
		privilege: /^([A-Z ]{1,30}) command denied/.exec(sqlMessage)?.[1],
		broken: isBroken(error),
	};
	const { kind, message, hint } = faults.find((fault) => fault.is(facts)) ?? refused;
	return new MtlError(kind, message(facts), hint, { cause: error });
}

/**
 * The column that a message names, found by its position, because quoted values may contain
 * anything. MariaDB writes `database`.`table`.`column` where MySQL writes 'column'.
 */
function columnOf(message: string): string | undefined {
	const named =
		/^Unknown column '([^']{1,64})'|for column (?:'|(?:`[^`]*`\.)*`)([^'`]{1,64})['`] at row \d+$/s;
	const found = named.exec(message);
	return found?.[1] ?? found?.[2];
}

/**
 * Not by `instanceof`: network errors come from another realm when the code runs in a VM context.
 */
function isDriverError(error: unknown): error is DriverError {
	const marks = ['code', 'errno', 'fatal'];
	return typeof error === 'object' && error !== null && marks.some((mark) => mark in error);
}
