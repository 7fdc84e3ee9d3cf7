import type { IWorkflowBase } from 'n8n-workflow';
import { createConnection } from 'mysql2/promise';

import { variant } from './events';
import type { Execution } from './n8nCore';
import { type Bookings, bookingTrigger, startBookings, trigger } from './workflowRun';

/** The exported booking workflow whose trigger shares executions. */
export async function startShared(
	change: (json: IWorkflowBase) => void = () => {},
): Promise<Bookings> {
	return await startBookings((json) => {
		trigger(json, { shareExecutions: true });
		change(json);
	});
}

/** A delivery about a uid, with a person of its own. */
export function deliveryOf(uid: string, name = 'booking_created.basic', more: object = {}) {
	const attendees = [{ email: `${uid}@kunde.example`, name: uid, timeZone: 'UTC' }];
	const payload = { uid, attendees, responses: undefined, ...more };
	return variant(name, '2026-11-03T08:00:00.000Z', payload);
}

/** The uids on which each execution worked, in the order of the executions. */
export function sharesOf(executions: readonly Execution[]): string[][] {
	return executions.map((execution) =>
		[0, 1, 2, 3].flatMap((output) =>
			execution
				.sent(bookingTrigger, output)
				.map(({ json }) => (json['booking'] as { uid: string }).uid),
		),
	);
}

/** The inbox by uid. */
export async function inboxOf({ database }: Bookings) {
	const rows = await database.query(
		`SELECT external_id AS uid, id, status, execution_id AS execution, error_message AS reason,
			attempts FROM webhook_events`,
	);
	return new Map(rows.map((row) => [String(row['uid']), row]));
}

/** Locks the leads of these uids until the returned function is called. */
export async function lockLeads(
	{ database }: Bookings,
	uids: readonly string[],
): Promise<() => Promise<void>> {
	const holder = await createConnection(database.url);
	await holder.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
	await holder.beginTransaction();
	await holder.query('UPDATE leads SET email = email WHERE email IN (?)', [
		uids.map((uid) => `${uid}@kunde.example`),
	]);
	return async () => {
		await holder.rollback();
		holder.destroy();
	};
}
