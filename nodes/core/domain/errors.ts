export type MtlErrorCode =
	| 'input' // the event or field can't be used as it is
	| 'unreachable' // no connection to the database: nothing was written
	| 'busy' // the database took no more work after several tries
	| 'schema' // tables, columns or privileges are missing
	| 'data' // the database refused a value
	| 'not-found';

/**
 * A "no" that a person reads: what happened, to whom, and what to do next.
 * Messages and hints never hold personal data.
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

/** Whether the database is away: nothing is wrong with the event, and the same step may succeed later. */
export function isAway(error: unknown): boolean {
	return error instanceof MtlError && (error.code === 'unreachable' || error.code === 'busy');
}
