export type MtlErrorCode =
	| 'input' // the event or field can't be used as it is
	| 'unreachable' // no connection to the database; nothing was written
	| 'busy' // the database was still busy after several attempts
	| 'schema' // tables, columns or privileges are missing
	| 'data' // the database refused a value
	| 'not-found'
	| 'calcom'; // Cal.com's API did not do what was asked

/**
 * An error that people read: what happened, to what, and what to do next. Messages and hints never
 * contain personal data.
 */
export class MtlError extends Error {
	constructor(
		readonly code: MtlErrorCode,
		message: string,
		readonly hint: string = '',
		options?: { cause?: unknown },
	) {
		super(message, options);
		this.name = 'MtlError';
	}
}

/** Whether the database is unavailable: the event is fine, and the same step may succeed later. */
export function isAway(error: unknown): boolean {
	return error instanceof MtlError && (error.code === 'unreachable' || error.code === 'busy');
}
