import { sql } from 'kysely';

import type { Fact } from '../../domain/fact';
import type { FactKind } from '../../domain/stamp';
import type { Trx } from '../connection';
import { provider } from './references';

type Details = Pick<Fact, 'person' | 'leadId' | 'news' | 'noShow' | 'edits'>;

/** Keeps a fact; one that is already there stays as it is. */
export async function addFact(trx: Trx, fact: Fact): Promise<void> {
	const { person, leadId, news, noShow, edits } = fact;
	const details: Details = { person, leadId, news, noShow, edits };
	await sql`INSERT INTO booking_history (provider, uid, seat_key, event_key, stamp, kind, details, created_at)
		VALUES (${provider}, ${fact.uid}, ${fact.address}, ${fact.eventKey}, ${fact.stamp}, ${fact.kind},
			${JSON.stringify(details)}, UTC_TIMESTAMP(3))
		ON DUPLICATE KEY UPDATE id = id`.execute(trx);
}

/** All facts under these uids. */
export async function findFacts(trx: Trx, uids: readonly string[]): Promise<Fact[]> {
	const rows = await trx
		.selectFrom('booking_history')
		.selectAll()
		.where('provider', '=', provider)
		.where('uid', 'in', [...uids])
		.orderBy('id')
		.execute();
	return rows.map((row) => ({
		stamp: row.stamp,
		eventKey: row.event_key,
		kind: row.kind as FactKind,
		uid: row.uid,
		address: row.seat_key,
		...(JSON.parse(row.details) as Details),
	}));
}
