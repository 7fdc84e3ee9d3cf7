export type MtlErrorCode =
	| 'input' // the event or field can't be used as it is
	| 'unreachable' // no connection to the database; nothing was written
	| 'unwritable' // the database answers, but takes no changes now
	| 'busy' // the database was still busy after several attempts
	| 'schema' // tables, columns or privileges are missing
	| 'data' // the database refused a value
	| 'not-found'
	| 'changed' // someone else changed it since the person looked
	| 'calcom' // Cal.com's API did not do what was asked
	| 'unexpected'; // a fault of the code

interface Column {
	table?: string | undefined;
	name?: string | undefined;
}

/**
 * An error that people read: what happened, to what, and what to do next. Messages and hints never
 * contain personal data.
 */
export class MtlError extends Error {
	/** The column that refused a value, as far as the server names it. */
	readonly column: Column;

	constructor(
		readonly code: MtlErrorCode,
		message: string,
		readonly hint: string = '',
		options?: { cause?: unknown; column?: Column },
	) {
		super(message, options);
		this.name = 'MtlError';
		this.column = options?.column ?? {};
	}
}

const away: readonly MtlErrorCode[] = ['unreachable', 'unwritable', 'busy'];

/** Whether the database is unavailable: the event is fine, and the same step may succeed later. */
export function isAway(error: unknown): boolean {
	return error instanceof MtlError && away.includes(error.code);
}
