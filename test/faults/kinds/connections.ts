import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';

import type { Fault } from '../run';

const lastsMs = 20_000;
const fewConnections = 10;

export const connectionsKilled: Fault = {
	name: 'connections killed in the middle of statements',
	async strike(stage) {
		const root = await stage.connect();
		let killed = 0;
		for (const end = Date.now() + lastsMs; Date.now() < end; await wait(50)) {
			for (const id of await connectionsOfOurs(root, "AND COMMAND <> 'Sleep'"))
				killed += await kill(root, id);
		}
		root.destroy();
		if (killed === 0) throw new Error('No connection was killed.');
		return `${killed} connections killed`;
	},
};

export const noConnectionFree: Fault = {
	name: 'max_connections reached for 20 s (error 1040)',
	async strike(stage) {
		const root = await stage.connect();
		const usual = await valueOf(root, 'VARIABLES', 'max_connections');
		const before = await valueOf(root, 'STATUS', 'Connection_errors_max_connections');
		await root.query(`SET GLOBAL max_connections = ${fewConnections}`);
		const ours = await connectionsOfOurs(root);
		const taken = await takeAll(stage.database().url);
		for (const id of ours) await kill(root, id);
		const more = await takeAll(stage.database().url);
		await wait(lastsMs);
		const after = await valueOf(root, 'STATUS', 'Connection_errors_max_connections');
		for (const connection of [...taken, ...more]) connection.destroy();
		await root.query(`SET GLOBAL max_connections = ${usual}`);
		root.destroy();
		return `${after - before} connections refused`;
	},
};

/** The connections that n8n has. */
async function connectionsOfOurs(root: Connection, more = ''): Promise<number[]> {
	const [rows] = await root.query<RowDataPacket[]>(
		`SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER = 'mtl' ${more}`,
	);
	return rows.map(({ id }) => Number(id));
}

/** 1, or 0 where the connection was gone already. */
async function kill(root: Connection, id: number): Promise<number> {
	return await root.query(`KILL ${id}`).then(
		() => 1,
		() => 0,
	);
}

/** Opens connections until the server takes no more. */
async function takeAll(url: string): Promise<Connection[]> {
	const taken: Connection[] = [];
	for (;;) {
		const connection = await createConnection({ uri: url, connectTimeout: 2_000 }).catch(
			() => null,
		);
		if (!connection) return taken;
		connection.on('error', () => {});
		taken.push(connection);
	}
}

async function valueOf(root: Connection, of: 'STATUS' | 'VARIABLES', name: string) {
	const [[row]] = await root.query<RowDataPacket[]>(`SHOW GLOBAL ${of} LIKE '${name}'`);
	return Number(row?.['Value']);
}
