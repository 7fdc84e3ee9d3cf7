import type { MysqlPool, MysqlPoolConnection, MysqlQueryResult } from 'kysely';
import type { Pool, PoolConnection } from 'mysql2';

import { spoilsConnection } from './errors';
import { type Limits, statementLimit } from './limits';

type Done<T> = (error: unknown, result: T) => void;

/**
 * A pool in which every wait has an end: for a free connection, for the session to be set up, and
 * for each statement. A connection that broke, is silent for too long, or says that its server is
 * read-only is closed instead of used again.
 */
export class LimitedPool implements MysqlPool {
	/** By the driver's connection; a new one has no entry, and no session yet. */
	private readonly known = new WeakMap<PoolConnection, LimitedConnection>();

	/** @param session the statements that set up the session of a new connection */
	constructor(
		private readonly pool: Pool,
		private readonly limits: Limits,
		private readonly session: readonly string[],
	) {}

	getConnection(callback: Done<MysqlPoolConnection>): void {
		const done = once(callback);
		const { poolMs } = this.limits;
		const timer = setTimeout(() => done(notConnected('POOL_TIMEOUT'), undefined as never), poolMs);
		this.pool.getConnection((error, raw) => {
			clearTimeout(timer);
			if (error) return done(notConnected(error.code ?? 'POOL_TIMEOUT', error), undefined as never);
			if (done.called) return raw.release();
			const connection = this.known.get(raw);
			if (connection) return done(null, connection);
			this.setUp(new LimitedConnection(raw, this.limits), raw, done);
		});
	}

	end(callback: (error: unknown) => void): void {
		this.pool.end(callback);
	}

	private setUp(
		connection: LimitedConnection,
		raw: PoolConnection,
		done: Done<MysqlPoolConnection>,
		[statement, ...others] = this.session,
	): void {
		if (statement === undefined) {
			this.known.set(raw, connection);
			return done(null, connection);
		}
		connection.query(statement, [], (error) => {
			if (!error) return this.setUp(connection, raw, done, others);
			connection.close();
			done(Object.assign(error, { connecting: true }), undefined as never);
		});
	}
}

class LimitedConnection implements MysqlPoolConnection {
	/** Why this connection must not be used again. */
	private spoiledBy: unknown = null;
	private isClosed = false;

	constructor(
		private readonly raw: PoolConnection,
		private readonly limits: Limits,
	) {}

	query(sql: string, parameters: unknown[]): never;
	query(sql: string, parameters: unknown[], callback: Done<MysqlQueryResult>): void;
	query(sql: string, parameters: unknown[], callback?: Done<MysqlQueryResult>): unknown {
		if (!callback) throw new Error('Results are never streamed.');
		const done = once(callback);
		// After a timeout, the reason stays that of the statement, not of the ROLLBACK after it.
		if (this.isClosed) return done(this.spoiledBy, undefined as never);
		const timer = setTimeout(() => {
			this.spoiledBy = timedOut('STATEMENT_TIMEOUT', sql);
			this.close();
			done(this.spoiledBy, undefined as never);
		}, statementLimit(this.limits));
		this.raw.query(sql, parameters, (error, result) => {
			clearTimeout(timer);
			if (error && spoilsConnection(error)) this.spoiledBy ??= error;
			done(error, result as MysqlQueryResult);
		});
		return undefined;
	}

	release(): void {
		if (this.spoiledBy === null) this.raw.release();
		else this.close();
	}

	/** Also closes the socket, which `destroy` leaves half open until the other side answers. */
	close(): void {
		this.isClosed = true;
		this.raw.destroy();
		(this.raw as { stream?: { destroy(): void } }).stream?.destroy();
	}
}

function timedOut(code: string, sql?: string): Error {
	return Object.assign(new Error(code), { code, sql });
}

function notConnected(code: string, error: Error = timedOut(code)): Error {
	return Object.assign(error, { code, connecting: true });
}

type Once<T> = Done<T> & { called: boolean };

/** The first call counts. */
function once<T>(callback: Done<T>): Once<T> {
	const first: Once<T> = Object.assign(
		(error: unknown, result: T) => {
			if (first.called) return;
			first.called = true;
			callback(error, result);
		},
		{ called: false },
	);
	return first;
}
