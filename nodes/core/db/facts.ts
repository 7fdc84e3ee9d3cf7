/** An error of the driver: of the network, of the pool (`limitedPool`), or of the server. */
export interface DriverError {
	code?: string;
	/** The server's number; negative for errors of the network. */
	errno?: number;
	sql?: string;
	sqlMessage?: string;
	message: string;
	fatal?: boolean;
	/** There is no connection, so no statement was sent. */
	connecting?: boolean;
}

/** What a server's message is about, by names only: never a value, because values are personal. */
export interface Facts {
	table?: string | undefined;
	column?: string | undefined;
	/** A unique key, a foreign key or a check. */
	rule?: string | undefined;
	/** The missing privilege. */
	privilege?: string | undefined;
}

/**
 * The names in the messages, found by their position, because quoted values may contain anything.
 * MariaDB writes `database`.`table`.`column` in some messages where MySQL writes 'column'.
 */
const patterns: readonly RegExp[] = [
	/^Unknown column '(?<column>[^']{1,64})'/,
	/ for column (?:'(?<column>[^'`]{1,64})'|`[^`]*`\.`(?<table>[^`]*)`\.`(?<column2>[^`]*)`) at row \d+$/s,
	/ in value for column '(?<table>[^'.]{1,64})\.(?<column>[^'.]{1,64})'\.$/s,
	/^Column '(?<column>[^']{1,64})' cannot be null$/,
	/^Field '(?<column>[^']{1,64})' doesn't have a default value$/,
	/ for key '(?:(?<table>[^'.]{1,64})\.)?(?<rule>[^'.]{1,64})'$/s,
	/ a foreign key constraint fails \(`[^`]*`\.`(?<table>[^`]*)`, CONSTRAINT `(?<rule>[^`]*)`/,
	/^Check constraint '(?<rule>[^']{1,64})' is violated\.$/,
	/^CONSTRAINT `(?<rule>[^`]{1,64})` failed for `[^`]*`\.`(?<table>[^`]*)`$/,
	/^Table '[^'.]*\.(?<table>[^']{1,64})' doesn't exist/,
	/^(?<privilege>[A-Z ]{1,30}) command denied .* for (?:column '(?<column>[^']{1,64})' in )?table (?:[`'][^`']*[`']\.)?[`'](?<table>[^`']{1,64})[`']$/s,
];

/** The first table that a statement of ours names. */
const target = /^\s*(?:insert\s+into|update|delete\s+from|select\b[^;]*?\bfrom)\s+`?(\w{1,64})\b/i;

/** The names that a driver error gives, and the table that its statement is about. */
export function factsOf({ sqlMessage = '', sql = '' }: DriverError): Facts {
	const found = patterns
		.map((pattern) => pattern.exec(sqlMessage)?.groups)
		.find((groups) => groups !== undefined);
	const { table, column, column2, rule, privilege } = found ?? {};
	return { table: table ?? target.exec(sql)?.[1], column: column ?? column2, rule, privilege };
}
