import { accountKey, accountOf } from '../../calcom/api/account';
import type { ApiBooking } from '../../calcom/api/booking';
import { findBookings, type Walk } from '../../calcom/api/bookings';
import type { CalComApi } from '../../calcom/api/client';
import { isOver, type ReadContext } from '../../calcom/reconcile/differences';
import { type Found, findingsFor } from '../../calcom/reconcile/findings';
import { MtlError } from '../../domain/errors';
import type { ParseSettings } from '../../domain/parseSettings';
import type { Db } from '../../db/connection';
import { withLease } from '../../db/lease';
import {
	findAccount,
	findLivingUids,
	noteAccount,
	saveAccount,
} from '../../db/repositories/calComAccounts';
import { findNewestReading } from '../../db/repositories/inbox';
import { attempt } from '../../db/transaction';
import { settingsOf } from '../retryEvents';
import { type Agreed, agreedIn, shownBy } from './agreed';
import { loadTold } from './loadTold';
import { byCreation, type Ours, oursOf, readRows } from './readRows';
import { recordFound } from './recordFound';
import { checkWebhooks } from './checkWebhooks';
import { countFound, countUnresolved, type DriftReport, emptyReport } from './report';

/** Which start times are compared in full: around now, or nearly all that can still change. */
export type ReconcileScope = 'narrow' | 'wide';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const periods = {
	narrow: { before: 7 * dayMs, after: 60 * dayMs },
	wide: { before: 30 * dayMs, after: 730 * dayMs },
} as const;
/** A booking that changed a moment ago: its delivery may be on the way. */
const settleMs = 5 * minuteMs;
/** Rows can be committed after rows that changed later. */
const overlapMs = 10 * minuteMs;

/** How to read, and where the time comes from. */
export interface ReconcileOptions extends Ours {
	scope: ReconcileScope;
	/** What deliveries are signed with; left out if it is not known here. */
	secret?: string | null;
	now(): Date;
}

/**
 * Compares the account's bookings in Cal.com with what Cal.com has delivered, and records one event
 * per difference in the inbox, for which the branches of the workflow then run. What people changed
 * manually is not compared, so it is never undone. Reading again without a change in Cal.com finds
 * nothing.
 *
 * @throws {CalComApiError} with Cal.com's own sentence; what was found until then is recorded
 * @throws {MtlError} `busy` if another reconciliation of the account runs
 */
export async function reconcile(
	db: Db,
	api: CalComApi,
	options: ReconcileOptions,
): Promise<DriftReport> {
	const owner = await accountOf(api);
	const account = accountKey(api, owner);
	const work = {
		name: `reconcile:${account}`.slice(0, 32),
		title: 'reconciliation of this account',
	};
	return await withLease(db, work, async () => {
		const startedAt = options.now();
		const { before, after } = periods[options.scope];
		const from = new Date(startedAt.getTime() - before);
		const to = new Date(startedAt.getTime() + after);
		const report = emptyReport(account, startedAt, {
			from: from.toISOString(),
			to: to.toISOString(),
		});
		const run = new Reconciliation(db, api, options, account, report);
		try {
			await run.read(await oursOf(api, owner, options), from, to);
			Object.assign(report, await checkWebhooks(db, api, account, options));
		} catch (error) {
			report.error = error instanceof MtlError ? error.message : 'Something unexpected went wrong.';
			throw error;
		} finally {
			report.requests = api.requests;
			await run.save(startedAt).catch(() => {});
		}
		return report;
	});
}

class Reconciliation {
	private readonly shownTypes = new Set<number>();
	private rows = new Map<string, ApiBooking>();
	/** The uids that another booking came from. */
	private readonly left = new Set<string>();
	private readonly agreed: Agreed;
	private parse!: ParseSettings;

	constructor(
		private readonly db: Db,
		private readonly api: CalComApi,
		private readonly options: ReconcileOptions,
		private readonly account: string,
		private readonly report: DriftReport,
	) {
		this.agreed = agreedIn(db, account);
	}

	async read(isOurs: (row: ApiBooking) => boolean, from: Date, to: Date): Promise<void> {
		const state = await attempt(async () => await findAccount(this.db, this.account));
		state.shownTypes.forEach((type) => this.shownTypes.add(type));
		this.parse = settingsOf({ reading: await findNewestReading(this.db) });
		const walks: Walk[] = [{ by: 'start', from: from.toISOString(), to: to.toISOString() }];
		if (state.watermark) {
			const since = new Date(state.watermark.getTime() - overlapMs);
			walks.push({ by: 'change', from: since.toISOString() });
		}
		this.rows = await readRows(this.api, walks, isOurs, this.report);
		await this.addUnlisted(from, to);
		for (const row of this.rows.values()) this.note(row);
		await this.agreed.forgetTold(this.db);
		const oldestFirst = [...this.rows.values()].sort(byCreation);
		for (const row of oldestFirst) await this.settle(row);
		await noteAccount(this.db, this.account, [...this.rows.keys()]);
	}

	private note({ isClass, eventTypeId, previousUid }: ApiBooking): void {
		if (isClass && eventTypeId !== null) this.shownTypes.add(eventTypeId);
		if (previousUid !== null) this.left.add(previousUid);
	}

	/** Bookings that are ours and not listed: their host was changed, or Cal.com has lost them. */
	private async addUnlisted(from: Date, to: Date): Promise<void> {
		if (this.report.truncated) return;
		const living = await findLivingUids(this.db, this.account, from, to);
		for (const uid of living.filter((one) => !this.rows.has(one))) {
			const row = await this.readAgain(uid);
			if (row) this.rows.set(uid, row);
			else countUnresolved(this.report, uid, gone);
		}
	}

	private async readAgain(uid: string): Promise<ApiBooking | undefined> {
		return (await findBookings(this.api, uid)).find((row) => row.uid === uid);
	}

	private async settle(row: ApiBooking): Promise<void> {
		const { report } = this;
		const changedAt = Date.parse(row.updatedAt ?? row.createdAt);
		if (changedAt > this.options.now().getTime() - settleMs) {
			report.recent += 1;
			return;
		}
		const { found, unresolved } = this.agreedBefore(row) ?? (await this.compare(row));
		if (unresolved !== null) countUnresolved(report, row.uid, unresolved);
		else if (found.length === 0) report.equal += 1;
		if (found.length > 0) await this.recordIfStill(row);
	}

	private agreedBefore(row: ApiBooking): Found | undefined {
		const known = this.agreed.find(row.uid, this.shown(row));
		// What could not be settled is tried again at night.
		const isTriedAgain = known?.unresolved && this.options.scope === 'wide';
		return known && !isTriedAgain ? { found: [], unresolved: known.unresolved } : undefined;
	}

	/** The row, and what else its comparison depends on. */
	private shown(row: ApiBooking): string {
		const { uid, eventTypeId, nextUid } = row;
		return shownBy(row, [
			isOver(row, this.options.now()),
			nextUid !== null || this.left.has(uid),
			eventTypeId !== null && this.shownTypes.has(eventTypeId),
		]);
	}

	private async compare(row: ApiBooking): Promise<Found> {
		const classes = row.isClass ? [row.uid] : [];
		const told = await loadTold(this.db, row.uid, classes);
		await this.addSuccessor(row);
		const context: ReadContext = {
			reader: 'reconcile',
			readAt: this.options.now(),
			hasSuccessor: ({ uid }) => this.left.has(uid),
			showsSeats: (type) => type !== null && this.shownTypes.has(type),
			emailOf: told.emailOf,
		};
		const result = findingsFor(row, told, context, this.parse);
		const { found, unresolved } = result;
		if (found.length === 0) this.agreed.add(row, this.shown(row), unresolved, told);
		return result;
	}

	/** A successor outside the period is read too, because it tells where the booking went. */
	private async addSuccessor({ nextUid }: ApiBooking): Promise<void> {
		if (nextUid === null || this.rows.has(nextUid)) return;
		const next = await this.readAgain(nextUid);
		if (!next) return;
		this.rows.set(nextUid, next);
		this.note(next);
		await this.settle(next);
	}

	/** Reads the booking again: a delivery may have arrived since it was listed. */
	private async recordIfStill({ uid }: ApiBooking): Promise<void> {
		const row = await this.readAgain(uid);
		if (!row) return countUnresolved(this.report, uid, gone);
		const { found } = await this.compare(row);
		for (const one of found) {
			const { id, duplicate, event } = await recordFound(this.db, one, this.parse, 0);
			// A person who was erased stays erased.
			if (duplicate || event === null) continue;
			countFound(this.report, one.kind);
			this.report.events.push(id);
		}
	}

	async save(startedAt: Date): Promise<void> {
		const { report } = this;
		const isWhole = report.error === null && !report.truncated;
		await saveAccount(this.db, this.account, {
			...(isWhole && { watermark: startedAt }),
			shownTypes: [...this.shownTypes].sort((a, b) => a - b),
			report,
		});
	}
}

const gone = 'Cal.com does not know this booking any more.';
