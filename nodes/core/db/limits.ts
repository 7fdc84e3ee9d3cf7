import { AsyncLocalStorage } from 'node:async_hooks';

/** How long the database may take. What takes longer counts as a database that does not answer. */
export interface Limits {
	/** To connect, and to set up the session. */
	connectMs: number;
	/** To wait for a free connection of the pool. */
	poolMs: number;
	/** For one statement; longer than the server waits for locks. */
	statementMs: number;
	/** For locks on rows and on tables; then the server ends the statement with error 1205. */
	lockSeconds: number;
}

export const usualLimits: Limits = {
	connectMs: 5_000,
	poolMs: 10_000,
	statementMs: 15_000,
	lockSeconds: 10,
};

const longMs = 3_600_000;

const patience = new AsyncLocalStorage<true>();

/** Gives each statement of `work` an hour: for work that no delivery waits for. */
export async function unhurried<T>(work: () => Promise<T>): Promise<T> {
	return await patience.run(true, work);
}

/** The limit for a statement that is sent now, in milliseconds. */
export function statementLimit({ statementMs }: Limits): number {
	return patience.getStore() ? longMs : statementMs;
}
