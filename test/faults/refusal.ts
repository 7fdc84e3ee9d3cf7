import type { Stage } from './stage';

/** Which writes the database refuses, and with which of its errors. */
export interface Refusal {
	table: 'activities' | 'booking_history';
	/** SQL condition on the row to be written, `NEW`. */
	when: string;
	/** Error number of MySQL and MariaDB. */
	errno: number;
}

const trigger = 'mtl_fault';
/** MyISAM: what is counted there stays when the transaction is rolled back. */
const counter = 'mtl_faults.refused';

/** Makes the database refuse such writes, until `accept` is called. */
export async function refuse({ rows }: Stage, { table, when, errno }: Refusal): Promise<void> {
	await rows('CREATE DATABASE IF NOT EXISTS mtl_faults');
	await rows(`DROP TABLE IF EXISTS ${counter}`);
	await rows(`CREATE TABLE ${counter} (n INT NOT NULL) ENGINE = MyISAM`);
	await rows(`INSERT INTO ${counter} VALUES (0)`);
	await rows(`CREATE TRIGGER ${trigger} BEFORE INSERT ON ${table} FOR EACH ROW
		BEGIN
			IF ${when} THEN
				UPDATE ${counter} SET n = n + 1;
				SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'Refused on purpose';
			END IF;
		END`);
}

/** Ends it; returns how many writes were refused. */
export async function accept({ rows }: Stage): Promise<number> {
	await rows(`DROP TRIGGER ${trigger}`);
	const [row] = await rows(`SELECT n FROM ${counter}`);
	return Number(row?.['n']);
}
