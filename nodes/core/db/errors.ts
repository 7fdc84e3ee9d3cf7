import { MtlError } from '../domain/errors';
import { type DriverError, type Facts, factsOf } from './facts';
import { type Fault, faults, notConnected, refused } from './faults';

/** The transaction is worth retrying: deadlock, lock wait timeout, snapshot conflict, cluster. */
const conflicts = new Set([1213, 1205, 1020, 3101]);
/**
 * The connection broke; whether a running COMMIT arrived is unknown, which is harmless because
 * writes are idempotent.
 */
const broken = new Set(['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE']);
/** The server ended the connection or the statement. */
const ended = new Set([1053, 1184, 1317, 1927, 4031]);
/** This server no longer takes changes, though another one behind the same address may. */
const readOnly = new Set([1290, 1792, 1836, 1874]);

export function isConflict(error: unknown): boolean {
	return isDriverError(error) && conflicts.has(error.errno ?? 0);
}

export function isBroken(error: unknown): boolean {
	if (!isDriverError(error)) return false;
	return broken.has(error.code ?? '') || ended.has(error.errno ?? 0) || isClosed(error);
}

/**
 * Whether the connection must not be used again: it broke, its server is read-only after a failover,
 * or its user has an expired password, which stays so for this connection.
 */
export function spoilsConnection(error: unknown): boolean {
	if (!isDriverError(error)) return false;
	const { kind } = faultOf(error);
	return isBroken(error) || readOnly.has(error.errno ?? 0) || kind === 'unreachable';
}

/**
 * The driver's message for a statement sent after the connection broke, such as a ROLLBACK. It has
 * no code.
 */
function isClosed({ fatal, code }: DriverError): boolean {
	return fatal === true && code === undefined;
}

/**
 * A database fault in words for people. The messages of the servers quote values, so only the names
 * of tables, columns and keys are taken from them. The driver's name for a number is MySQL's, which
 * is wrong for many numbers of MariaDB, so people see the number.
 */
export function explain(error: unknown): MtlError {
	if (error instanceof MtlError) return error;
	if (!isDriverError(error)) {
		return new MtlError('unexpected', 'Something unexpected went wrong in the database step.', '', {
			cause: error,
		});
	}
	const { kind, message, hint } = faultOf(error);
	const facts = factsOf(error);
	const sign = error.errno && error.errno > 0 ? error.errno : (error.code ?? 'connection lost');
	const sentence = filled(message, facts).replace(/\.$/, ` (${sign}).`);
	const { table, column } = facts;
	return new MtlError(kind, sentence, hint, { cause: error, column: { table, name: column } });
}

function faultOf(error: DriverError): Fault {
	const { errno = 0, sqlMessage = '', connecting = false } = error;
	const code = isClosed(error) ? 'PROTOCOL_CONNECTION_LOST' : (error.code ?? '');
	const found = faults.find(
		({ numbers = [], codes = [], says }) =>
			(numbers.includes(errno) || codes.includes(code)) && (says?.test(sqlMessage) ?? true),
	);
	if (found && !(connecting && found.kind === 'data')) return found;
	return connecting ? notConnected : refused;
}

/** The sentence with the names in it, or in general terms for names that the server did not give. */
function filled(message: string, { table, column, rule, privilege }: Facts): string {
	const inTable = table && !column?.includes('.') ? `${table}.` : '';
	const names: Record<string, string> = {
		table: table ? `the table ${table}` : 'a table',
		column: column
			? `the column ${inTable}${column}`
			: `a column of ${table ? `the table ${table}` : 'a table'}`,
		rule: rule ?? '(unnamed)',
		privilege: privilege ?? 'necessary',
	};
	const sentence = message.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '');
	return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/**
 * Not by `instanceof`: network errors come from another realm when the code runs in a VM context.
 */
function isDriverError(error: unknown): error is DriverError {
	const marks = ['code', 'errno', 'fatal'];
	return typeof error === 'object' && error !== null && marks.some((mark) => mark in error);
}
