import type { MtlErrorCode } from '../domain/errors';

/** What a fault of the database is called, and what to do about it. */
export interface Fault {
	/** The server's error numbers. MariaDB and MySQL use most of them alike. */
	numbers?: readonly number[];
	/** Codes of the network, of TLS and of the driver. */
	codes?: readonly string[];
	/** Tells two faults of one number apart, by the server's message. */
	says?: RegExp;
	kind: Extract<MtlErrorCode, 'unreachable' | 'unwritable' | 'busy' | 'schema' | 'data'>;
	/** `{table}`, `{column}`, `{rule}` and `{privilege}` are replaced by names. */
	message: string;
	hint: string;
}

const kept = 'Deliveries are kept until it is.';
const credential = 'the "MTL Database" credential';
const migrate = 'Run the operation Database: Migrate, or `npx n8n-nodes-mtl migrate --url …`.';

/** The database can't be reached: everything waits. */
const unreachable: readonly Fault[] = [
	{
		numbers: [1053, 1927, 4031, 1184],
		codes: [
			...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
			...['ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'PROTOCOL_CONNECTION_LOST'],
		],
		kind: 'unreachable',
		message: 'The database does not answer.',
		hint: `Check that the server is running, and the host and port in ${credential}. The event is kept and retried.`,
	},
	{
		codes: ['STATEMENT_TIMEOUT'],
		kind: 'unreachable',
		message: 'The database took too long to answer.',
		hint: 'Check whether the server or the network is overloaded, or a backup has locked the tables. The event is kept and retried.',
	},
	{
		codes: ['POOL_TIMEOUT'],
		kind: 'unreachable',
		message: 'No connection to the database became free in time.',
		hint: `Look for statements that take long (SHOW PROCESSLIST), or raise the number of connections in ${credential}. The event is kept and retried.`,
	},
	{
		numbers: [1040, 1203, 1226, 1129, 1135],
		kind: 'unreachable',
		message: 'The database accepts no more connections.',
		hint: 'Raise max_connections, or the limits of the database user (max_user_connections, max_questions), or use fewer connections elsewhere. The event is kept and retried.',
	},
	{
		numbers: [1820, 1862],
		kind: 'unreachable',
		message: 'The password of the database user has expired.',
		hint: `Set a new password with ALTER USER, and enter it in ${credential}. ${kept}`,
	},
	{
		numbers: [3118, 4151],
		kind: 'unreachable',
		message: 'The account of the database user is locked.',
		hint: `Unlock it: ALTER USER … ACCOUNT UNLOCK. ${kept}`,
	},
	{
		numbers: [3955, 4150],
		kind: 'unreachable',
		message: 'The database user is blocked after too many wrong passwords.',
		hint: `Find out who uses a wrong password, then unblock the user (MySQL: ALTER USER … ACCOUNT UNLOCK; MariaDB: FLUSH PRIVILEGES). ${kept}`,
	},
	{
		numbers: [3159],
		kind: 'unreachable',
		message: 'The database accepts encrypted connections only.',
		hint: `Turn on TLS in ${credential}. ${kept}`,
	},
	{
		numbers: [3032, 3168, 1047],
		kind: 'unreachable',
		message: 'The database server is offline for maintenance, or not ready in its cluster.',
		hint: `Wait for the maintenance to end; on MySQL it ends with SET GLOBAL offline_mode = OFF. ${kept}`,
	},
	{
		numbers: [1045, 1044, 1049, 1130, 1251, 1698, 2059],
		codes: ['AUTH_SWITCH_PLUGIN_ERROR'],
		kind: 'unreachable',
		message: 'The database refuses the connection.',
		hint: `Check the user, password and database name in ${credential}, and whether the user may connect from this host, or only with TLS.`,
	},
	{
		codes: [
			...['HANDSHAKE_SSL_ERROR', 'HANDSHAKE_NO_SSL_SUPPORT', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
			...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED'],
			'ERR_TLS_CERT_ALTNAME_INVALID',
		],
		kind: 'unreachable',
		message: 'Could not establish an encrypted connection to the database.',
		hint: `Check the TLS settings in ${credential}: the CA certificate, the host name, and whether the server supports TLS.`,
	},
];

/** The database answers, but takes no changes now: everything waits. */
const unwritable: readonly Fault[] = [
	{
		numbers: [1290, 1792, 1836, 1874],
		kind: 'unwritable',
		message: 'The database is read-only.',
		hint: 'Turn off read-only mode, or connect to the server that takes changes. The event is kept and retried.',
	},
	{
		numbers: [1021, 1114, 1026, 3, 28],
		kind: 'unwritable',
		message: 'The disk of the database is full.',
		hint: 'Free up disk space. The event is kept and retried.',
	},
	{
		numbers: [1036],
		kind: 'unwritable',
		message: 'The database has opened {table} for reading only.',
		hint: "Check the disk and the file permissions in the server's error log. The event is kept and retried.",
	},
	{
		numbers: [1665, 1598],
		kind: 'unwritable',
		message: 'The binary log of the database does not take changes.',
		hint: 'Set binlog_format to ROW or MIXED on the server. The event is kept and retried.',
	},
];

/** The database was too busy: everything waits. */
const busy: readonly Fault[] = [
	{
		numbers: [1213, 1205, 1020, 3101],
		kind: 'busy',
		message: 'The database was too busy with the same rows, or its tables were locked.',
		hint: 'The step will be retried.',
	},
	{
		numbers: [1317, 1969, 3024],
		kind: 'busy',
		message: 'The database ended a statement that took too long.',
		hint: 'Check the load of the server and its time limits for statements. The step will be retried.',
	},
];

/** Tables, columns or privileges are missing. */
const schema: readonly Fault[] = [
	{
		numbers: [1142, 1143, 1370, 1227],
		kind: 'schema',
		message: 'The database user lacks the {privilege} privilege on {table}.',
		hint: `Grant this privilege to the user of ${credential}.`,
	},
	{
		numbers: [1146],
		kind: 'schema',
		message: 'The database lacks {table}.',
		hint: migrate,
	},
	{
		numbers: [1054],
		kind: 'schema',
		message: 'The database lacks {column}.',
		hint: migrate,
	},
	{
		numbers: [1356, 1449],
		kind: 'schema',
		message: 'A view or trigger of the database refers to a user or table that is gone.',
		hint: 'Create the view or trigger again, as a user that exists.',
	},
];

/** The database refuses a value: it would do so each time, until a person changes the table. */
const data: readonly Fault[] = [
	{
		numbers: [1406],
		kind: 'data',
		message: 'A text is too long for {column}.',
		hint: 'Make the column longer: ALTER TABLE … MODIFY ….',
	},
	{
		numbers: [1366],
		says: /^Incorrect string value/,
		kind: 'data',
		message: '{column} does not take all characters of a text.',
		hint: 'Change the table to utf8mb4: ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4.',
	},
	{
		numbers: [1366],
		kind: 'data',
		message: '{column} takes only numbers, and was given a text.',
		hint: 'Change the column to VARCHAR: ALTER TABLE … MODIFY ….',
	},
	{
		numbers: [1265],
		kind: 'data',
		message: '{column} does not take this text.',
		hint: 'Add it to the allowed values of the column (ENUM), or change the column to VARCHAR.',
	},
	{
		numbers: [1264, 167, 1467],
		kind: 'data',
		message: 'A number is too large for {column}.',
		hint: 'Change the column to a larger type, such as BIGINT.',
	},
	{
		numbers: [1292],
		kind: 'data',
		message: 'A time does not fit into {column}.',
		hint: 'TIMESTAMP ends in January 2038: change the column to DATETIME(3).',
	},
	{
		numbers: [1048],
		kind: 'data',
		message: '{column} must have a value, and the event has none for it.',
		hint: 'Let the column be empty: ALTER TABLE … MODIFY … NULL.',
	},
	{
		numbers: [1364],
		kind: 'data',
		message: '{column} needs a value that this package does not give.',
		hint: 'Give the column a default, or let it be empty. If it is the id, make it AUTO_INCREMENT.',
	},
	{
		numbers: [1062, 1586],
		kind: 'data',
		message: 'Another row of {table} has the same values in the unique key {rule}.',
		hint: 'Drop this unique key if your application can do without it: ALTER TABLE … DROP INDEX ….',
	},
	{
		numbers: [1452, 1216],
		kind: 'data',
		message: 'The foreign key {rule} of {table} does not allow this value.',
		hint: 'Add the row that the foreign key refers to, or drop the foreign key.',
	},
	{
		numbers: [1451, 1217],
		kind: 'data',
		message: 'Rows of {table} refer to the row that changes, by the foreign key {rule}.',
		hint: 'Give the foreign key ON UPDATE CASCADE and ON DELETE SET NULL, or drop it.',
	},
	{
		numbers: [3819],
		kind: 'data',
		message: 'The check {rule} of {table} does not allow this value.',
		hint: 'Extend the CHECK by the values that are listed in docs/data.md, or drop it.',
	},
	{
		numbers: [4025],
		says: /^CONSTRAINT /,
		kind: 'data',
		message: 'The check {rule} of {table} does not allow this value.',
		hint: 'Extend the CHECK by the values that are listed in docs/data.md, or drop it.',
	},
	{
		numbers: [3140],
		kind: 'data',
		message: '{column} takes only JSON.',
		hint: 'Change the column to LONGTEXT.',
	},
	{
		numbers: [1644, 1442],
		kind: 'data',
		message: 'A trigger on {table} refused the change.',
		hint: 'Look at the triggers of this table: SHOW TRIGGERS.',
	},
	{
		numbers: [1526],
		kind: 'data',
		message: '{table} has no partition for this row.',
		hint: 'Add a partition: ALTER TABLE … ADD PARTITION ….',
	},
	{
		numbers: [1153, 1301],
		kind: 'data',
		message: 'The database takes no statement of this size.',
		hint: 'Set max_allowed_packet to 16M or more on the server.',
	},
];

/** The first match counts. */
export const faults: readonly Fault[] = [
	...unreachable,
	...unwritable,
	...busy,
	...schema,
	...data,
];

/** Any other fault before a connection was there. */
export const notConnected: Fault = {
	kind: 'unreachable',
	message: 'The connection to the database failed.',
	hint: `Look this error up in the documentation of your database, and check ${credential}. ${kept}`,
};

/** Any other refusal. */
export const refused: Fault = {
	kind: 'data',
	message: 'The database refused a change of {table}.',
	hint: 'Look this error up in the documentation of your database.',
};
