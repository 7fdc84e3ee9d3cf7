import { createHash } from 'node:crypto';
import {
	createConnection,
	type Pool,
	type ResultSetHeader,
	type RowDataPacket,
} from 'mysql2/promise';

import type { Db } from '../../nodes/core/db/connection';
import { read } from '../support/events';
import { statementsOf } from '../support/statements';
import { BenchError } from './benchError';
import type { Delivery } from './bookings';

/** The statements that one delivery needs, to be sent for others. */
export interface Script {
	count: number;
	run(pool: Pool, delivery: Delivery): Promise<void>;
}

/** What differs from one delivery to the next. */
interface Names {
	uid: string;
	/** In addresses the uid has lower case. */
	lowerUid: string;
	key: string;
	bodyHash: string;
}

/** A script of what `work` sends for a delivery. Only names and ids are replaced for the others. */
export async function recordStatements(
	url: string,
	delivery: Delivery,
	work: (db: Db) => Promise<void>,
	warmUp: (db: Db) => Promise<void>,
): Promise<Script> {
	const statements = await statementsOf(url, work, warmUp);
	if (statements.length < 5) throw new BenchError('The log of the server holds no statements.');
	return scriptOf(statements, namesOf(delivery), await idsOf(url));
}

const tables = ['webhook_events', 'leads', 'bookings', 'activities'] as const;

/** The ids that the recorded delivery was given, by table. */
async function idsOf(url: string): Promise<Map<string, string>> {
	const connection = await createConnection({ uri: url });
	try {
		const ids = new Map<string, string>();
		for (const table of tables) {
			const [[row]] = await connection.query<RowDataPacket[]>(`SELECT MAX(id) AS id FROM ${table}`);
			ids.set(table, String(row?.['id']));
		}
		return ids;
	} finally {
		await connection.end();
	}
}

function scriptOf(
	statements: readonly string[],
	recorded: Names,
	ids: ReadonlyMap<string, string>,
): Script {
	const keys = Object.keys(recorded) as Array<keyof Names>;
	return {
		count: statements.length,
		async run(pool, delivery) {
			const names = namesOf(delivery);
			const given = new Map<string, string>();
			const connection = await pool.getConnection();
			try {
				for (const statement of statements) {
					let text = statement;
					for (const key of keys) text = text.replaceAll(recorded[key], names[key]);
					for (const [before, id] of given) text = text.replaceAll(before, id);
					const [result] = await connection.query(text);
					const [, into = ''] = /^insert into `?(\w+)/i.exec(text) ?? [];
					const table = tables.find((one) => one === into);
					const id = (result as ResultSetHeader).insertId;
					if (table && id) given.set(ids.get(table) ?? '', String(id));
				}
			} finally {
				connection.release();
			}
		},
	};
}

function namesOf({ body }: Delivery): Names {
	const { event, booking } = read(JSON.parse(body.toString('utf8')) as object as never);
	const uid = booking?.uid ?? '';
	return {
		uid,
		lowerUid: uid.toLowerCase(),
		key: event.key,
		bodyHash: createHash('sha256').update(body).digest('hex'),
	};
}
