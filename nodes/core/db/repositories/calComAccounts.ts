import { sql } from 'kysely';

import type { WebhookScope } from '../../calcom/api/webhooks';
import { provider } from '../../domain/event';
import { anyOf } from '../anyOf';
import type { Db } from '../connection';

/** What is known about an account from earlier reads of its bookings. */
export interface AccountState {
	/** Changes before it are known; null before the first read. */
	watermark: Date | null;
	/** The event types whose classes showed this key who sits in them. */
	shownTypes: number[];
	/** The last report as it was stored; null before the first. */
	report: unknown;
	/** How far a backfill has come; null without one. */
	backfill: unknown;
	/** The webhooks that triggers have registered. */
	webhooks: RegisteredWebhook[];
}

/** A webhook in Cal.com that a trigger has registered, without its secret. */
export interface RegisteredWebhook {
	/** Null while it is being registered for the first time. */
	id: string | null;
	scope: WebhookScope;
	url: string;
	events: string[];
	isSigned: boolean;
}

const unknown: AccountState = {
	watermark: null,
	shownTypes: [],
	report: null,
	backfill: null,
	webhooks: [],
};

export async function findAccount(db: Db, account: string): Promise<AccountState> {
	const row = await db
		.selectFrom('mtl_calcom_accounts')
		.selectAll()
		.where('account', '=', account)
		.executeTakeFirst();
	if (!row) return unknown;
	return {
		watermark: row.watermark,
		shownTypes: JSON.parse(row.shown_types ?? '[]') as number[],
		report: JSON.parse(row.report ?? 'null'),
		backfill: JSON.parse(row.backfill ?? 'null'),
		webhooks: JSON.parse(row.webhooks ?? '[]') as RegisteredWebhook[],
	};
}

/** Stores what a read has found out; what is left out stays. */
export async function saveAccount(
	db: Db,
	account: string,
	state: Partial<AccountState>,
): Promise<void> {
	const columns = {
		...(state.watermark !== undefined && { watermark: state.watermark }),
		...(state.shownTypes && { shown_types: JSON.stringify(state.shownTypes) }),
		...(state.report !== undefined && { report: JSON.stringify(state.report) }),
		...(state.backfill !== undefined && { backfill: JSON.stringify(state.backfill) }),
		...(state.webhooks && { webhooks: JSON.stringify(state.webhooks) }),
		updated_at: new Date(),
	};
	await db
		.insertInto('mtl_calcom_accounts')
		.values({ account, ...columns })
		.onDuplicateKeyUpdate(columns)
		.execute();
}

/** The last reports of all accounts. */
export async function findReports(db: Db): Promise<Array<{ account: string; report: unknown }>> {
	const rows = await db
		.selectFrom('mtl_calcom_accounts')
		.select(['account', 'report'])
		.where('report', 'is not', null)
		.orderBy('account')
		.execute();
	return rows.map(({ account, report }) => ({ account, report: JSON.parse(report ?? 'null') }));
}

/** Remembers whose key was shown these bookings. Uids that are not known are skipped. */
export async function noteAccount(db: Db, account: string, uids: readonly string[]): Promise<void> {
	if (uids.length === 0) return;
	await db
		.updateTable('booking_references')
		.set({ account })
		.where('provider', '=', provider)
		.where('seat_key', '=', '')
		.where('uid', 'in', anyOf(uids))
		.where((is) => is.or([is('account', 'is', null), is('account', '!=', account)]))
		.execute();
}

/** The uids of an account's bookings that take place in a period. */
export async function findLivingUids(
	db: Db,
	account: string,
	from: Date,
	to: Date,
): Promise<string[]> {
	const { rows } = await sql<{ uid: string }>`SELECT DISTINCT r.uid FROM bookings b
		JOIN booking_references r ON r.provider = ${provider} AND r.uid = b.external_booking_id AND r.seat_key = ''
		WHERE r.account = ${account} AND b.scheduled_at BETWEEN ${from} AND ${to} AND b.status != 'cancelled'
		ORDER BY r.uid`.execute(db);
	return rows.map(({ uid }) => uid);
}
