import { setTimeout as wait } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';

import type { ExpectedBooking } from '../expectedBookings';
import type { Fault } from '../run';

export const lockWaitTimeout: Fault = {
	name: 'rows locked for 25 s (error 1205)',
	async strike(stage, expected) {
		const root = await stage.connect();
		const before = await metric(root, 'lock_timeouts');
		await root.beginTransaction();
		await lockLeads(root, expected);
		await wait(25_000);
		await root.rollback();
		const timeouts = (await metric(root, 'lock_timeouts')) - before;
		root.destroy();
		if (timeouts === 0) throw new Error('No lock wait timed out.');
		return `${timeouts} lock wait timeouts`;
	},
};

export const deadlocks: Fault = {
	name: 'deadlocks (error 1213)',
	async strike(stage, expected) {
		const root = await stage.connect();
		await makeBallast(root);
		const before = await metric(root, 'lock_deadlocks');
		let lost = 0;
		for (const end = Date.now() + 20_000; Date.now() < end; await wait(100)) {
			lost += await lockTheOtherWayRound(root, expected);
		}
		const all = (await metric(root, 'lock_deadlocks')) - before;
		root.destroy();
		if (all === lost) throw new Error(`None of ${all} deadlocks hit a booking.`);
		return `${all - lost} deadlocks`;
	},
};

/** Holds bookings and then wants uids, where an event holds its uid and wants its booking. 1 where this side lost. */
async function lockTheOtherWayRound(
	root: Connection,
	expected: readonly ExpectedBooking[],
): Promise<number> {
	const uids = expected.flatMap((booking) => booking.uids);
	const [bookings] = await root.query<RowDataPacket[]>(
		'SELECT id FROM bookings WHERE external_booking_id IN (?)',
		[uids],
	);
	await root.beginTransaction();
	try {
		// A deadlock ends the transaction that changed fewer rows.
		await root.query('UPDATE mtl_faults.ballast SET n = n + 1');
		const ids = [0, ...bookings.map(({ id }) => Number(id))];
		await root.query('SELECT id FROM bookings WHERE id IN (?) FOR UPDATE', [ids]);
		await wait(100);
		await root.query('SELECT id FROM booking_references WHERE uid IN (?) FOR UPDATE', [uids]);
		return 0;
	} catch (error) {
		if ((error as { errno?: number }).errno !== 1213) throw error;
		return 1;
	} finally {
		await root.rollback();
	}
}

async function makeBallast(root: Connection): Promise<void> {
	await root.query('CREATE DATABASE IF NOT EXISTS mtl_faults');
	await root.query('DROP TABLE IF EXISTS mtl_faults.ballast');
	await root.query('CREATE TABLE mtl_faults.ballast (n INT NOT NULL) ENGINE = InnoDB');
	const rows = Array.from({ length: 1_000 }, () => '(0)').join();
	await root.query(`INSERT INTO mtl_faults.ballast VALUES ${rows}`);
}

async function lockLeads(root: Connection, expected: readonly ExpectedBooking[]): Promise<void> {
	const emails = expected.map(({ email }) => email);
	await root.query('SELECT id FROM leads WHERE email IN (?) FOR UPDATE', [emails]);
}

/** A counter of InnoDB since the server started. */
async function metric(root: Connection, name: string): Promise<number> {
	const [[row]] = await root.query<RowDataPacket[]>(
		'SELECT COUNT AS n FROM information_schema.INNODB_METRICS WHERE NAME = ?',
		[name],
	);
	return Number(row?.['n']);
}
