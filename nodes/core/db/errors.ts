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
/** Too long, or not among the values of an ENUM. */
const unfit = new Set([1406, 1265, 1366]);
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

/** A driver's error, taken apart. */
interface Facts {
	code: string;
	errno: number;
	/** The column that it names. */
	column: string | undefined;
	/** The privilege that is missing. */
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

/** What a person reads, by fault; the first one that fits counts. */
const faults: readonly Fault[] = [
	{
		is: ({ code, broken }) => broken || unreachable.has(code),
		kind: 'unreachable',
		message: ({ code }) => `The database does not answer (${code || 'connection lost'}).`,
		hint: 'Check that the server runs and that host and port of the credential are right. The event is kept and retried.',
	},
	{
		is: ({ code }) => denied.has(code),
		kind: 'unreachable',
		message: ({ code }) => `The database refuses the connection (${code}).`,
		hint: 'Check user, password and database name in the "MTL Database" credential.',
	},
	{
		is: ({ code }) => tls.has(code),
		kind: 'unreachable',
		message: ({ code }) => `Could not establish an encrypted connection to the database (${code}).`,
		hint: 'Check TLS in the "MTL Database" credential: the CA certificate, the host name, and whether the server offers TLS.',
	},
	{
		is: ({ errno }) => conflicts.has(errno),
		kind: 'busy',
		message: ({ errno }) => `The database was too busy with the same rows (${errno}).`,
		hint: 'The step is retried.',
	},
	{
		is: ({ errno }) => readOnly.has(errno),
		kind: 'unreachable',
		message: ({ errno }) => `The database is read-only or its disk is full (${errno}).`,
		hint: 'Free disk space or end the read-only mode. The event is kept and retried.',
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
		hint: 'Make the column longer, or add the value to its list of allowed values.',
	},
];

const refused: Omit<Fault, 'is'> = {
	kind: 'data',
	message: ({ code, errno }) => `The database rejected the change (${code || errno}).`,
	hint: 'Look this error up in the documentation of your database.',
};

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
