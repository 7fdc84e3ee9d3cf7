import { createHash } from 'node:crypto';

import type { ApiBooking } from '../../calcom/api/booking';
import type { Told } from '../../calcom/reconcile/told';
import type { Db } from '../../db/connection';
import {
	findLinksSince,
	findNewestEntryId,
	type HistoryLinks,
} from '../../db/repositories/history';

/** The result of a comparison that found nothing. */
interface Agreement {
	row: string;
	/** Why the rest can't be settled; null if all agrees. */
	unresolved: string | null;
	/** Uids and series whose history was compared. */
	links: readonly string[];
}

/** Entries can be committed after entries with higher ids. */
const overlap = 1000;
/** More than any school's bookings that can still change. */
const most = 50_000;

/**
 * What agreed when it was compared last, so that it is compared again only once Cal.com shows
 * something else or more was told. Kept in this process: after a restart everything is compared.
 */
export class Agreed {
	private readonly agreements = new Map<string, Agreement>();
	private readonly uidsByLink = new Map<string, Set<string>>();
	private seen: ReadonlySet<number> = new Set();
	private newest = 0;

	/** Forgets what has been told about since the last call. */
	async forgetTold(db: Db): Promise<void> {
		if (this.agreements.size > most) this.clear();
		const newest = this.newest || (await findNewestEntryId(db));
		const entries = await findLinksSince(db, newest - overlap);
		for (const entry of entries) if (!this.seen.has(entry.id)) this.forget(entry);
		this.seen = new Set(entries.map(({ id }) => id));
		this.newest = Math.max(this.newest, ...this.seen);
	}

	/** What comparing the row would find; undefined if that must be found out. */
	find(uid: string, shown: string): Pick<Agreement, 'unresolved'> | undefined {
		const known = this.agreements.get(uid);
		return known?.row === shown ? known : undefined;
	}

	add(row: ApiBooking, shown: string, unresolved: string | null, { history }: Told): void {
		const links = new Set([
			row.uid,
			...(row.previousUid ? [row.previousUid] : []),
			...history.flatMap(({ uid, previousUid, firstUid, seriesKey }) =>
				[uid, previousUid, firstUid, seriesKey].filter((one) => one !== null),
			),
		]);
		this.agreements.set(row.uid, { row: shown, unresolved, links: [...links] });
		for (const link of links) {
			this.uidsByLink.set(link, (this.uidsByLink.get(link) ?? new Set()).add(row.uid));
		}
	}

	private forget({ uid, linkedUid, seriesKey }: HistoryLinks): void {
		for (const link of [uid, linkedUid, seriesKey]) {
			for (const concerned of (link !== null && this.uidsByLink.get(link)) || []) {
				this.agreements.get(concerned)?.links.forEach((one) => {
					this.uidsByLink.get(one)?.delete(concerned);
				});
				this.agreements.delete(concerned);
			}
		}
	}

	private clear(): void {
		this.agreements.clear();
		this.uidsByLink.clear();
	}
}

const agreed = new WeakMap<Db, Map<string, Agreed>>();

/** What agreed in an account. */
export function agreedIn(db: Db, account: string): Agreed {
	const accounts = agreed.get(db) ?? new Map<string, Agreed>();
	agreed.set(db, accounts);
	const known = accounts.get(account) ?? new Agreed();
	accounts.set(account, known);
	return known;
}

/** A row, and what else its comparison depends on, as a hash. */
export function shownBy(row: ApiBooking, others: readonly unknown[]): string {
	return createHash('sha256')
		.update(JSON.stringify([row, others]))
		.digest('base64');
}
