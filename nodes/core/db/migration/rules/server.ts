import type { Description } from '../describe';
import { type Finding, note, obstacle } from './finding';

/** A delivery of 1 MiB, escaped, with its statement. */
const leastPacketBytes = 4 * 1_048_576;
/** With one of these, an account writes to a read-only server. */
const writesAnyway = ['SUPER', 'CONNECTION_ADMIN', 'READ_ONLY ADMIN'];

/** Settings of the server and of our session that prevent writing, or shift times. */
export function serverFindings(description: Description): Finding[] {
	return [
		...readOnly(description),
		...binaryLog(description),
		...session(description),
		...packets(description),
	];
}

/** Whether the server refuses every change by this account. */
function isReadOnly({ server }: Description): boolean {
	const isOn = (name: string) => !['OFF', '0', undefined].includes(server.variables.get(name));
	const mayWrite = writesAnyway.some((one) => server.privileges?.get('*')?.has(one));
	return (
		(isOn('read_only') && !mayWrite) ||
		['super_read_only', 'innodb_read_only', 'transaction_read_only', 'tx_read_only'].some(isOn)
	);
}

function readOnly(description: Description): Finding[] {
	if (!isReadOnly(description)) return [];
	const { variables } = description.server;
	const name =
		['super_read_only', 'read_only', 'innodb_read_only', 'transaction_read_only'].find(
			(one) => !['OFF', '0', undefined].includes(variables.get(one)),
		) ?? 'tx_read_only';
	return [
		obstacle(
			`The server takes no changes now (${name}). If it is a replica, use the address of the primary server.`,
			name === 'innodb_read_only' ? undefined : `SET GLOBAL ${name} = OFF`,
		),
	];
}

/** READ COMMITTED cannot be logged by statement. */
function binaryLog({ server }: Description): Finding[] {
	const { variables } = server;
	if (variables.get('log_bin') !== 'ON' || variables.get('binlog_format') !== 'STATEMENT')
		return [];
	return [
		obstacle(
			'The server writes its binary log by statement (binlog_format), and refuses what the package writes. Set ROW or MIXED in its configuration too.',
			"SET GLOBAL binlog_format = 'ROW'",
		),
	];
}

function session({ server }: Description): Finding[] {
	const { variables } = server;
	const isolation = variables.get('transaction_isolation') ?? variables.get('tx_isolation');
	const changed = [
		...(variables.get('time_zone') === '+00:00' ? [] : ['time_zone']),
		...(isolation === 'READ-COMMITTED' ? [] : ['transaction_isolation']),
		...(variables.get('sql_mode')?.includes('STRICT_ALL_TABLES') ? [] : ['sql_mode']),
	];
	if (changed.length === 0) return [];
	return [
		obstacle(
			`The session does not keep the package's settings (${changed.join(', ')}), so times could be wrong. A proxy between n8n and the database changes them: make it keep a connection's settings, or connect to the server itself.`,
		),
	];
}

function packets({ server }: Description): Finding[] {
	const bytes = Number(server.variables.get('max_allowed_packet') ?? leastPacketBytes);
	if (bytes >= leastPacketBytes) return [];
	return [
		note(
			`The server takes at most ${bytes} bytes at once (max_allowed_packet). A larger delivery fails.`,
			'SET GLOBAL max_allowed_packet = 16777216',
		),
	];
}
