import { accountKey, accountOf } from '../../calcom/api/account';
import type { ApiBooking } from '../../calcom/api/booking';
import type { CalComApi } from '../../calcom/api/client';
import { type FoundEvent, findingsFor } from '../../calcom/reconcile/findings';
import { MtlError } from '../../domain/errors';
import { isRecord } from '../../domain/values/text';
import type { ParseSettings } from '../../domain/parseSettings';
import type { Db } from '../../db/connection';
import { withLease } from '../../db/lease';
import { findAccount, noteAccount, saveAccount } from '../../db/repositories/calComAccounts';
import { findEvent, findNewestReading } from '../../db/repositories/inbox';
import { applyEvent } from '../applyEvent';
import { settingsOf } from '../retryEvents';
import { loadTold } from './loadTold';
import { byCreation, type Ours, oursOf, readRows } from './readRows';
import { recordFound } from './recordFound';
import { addReading, countFound, countUnresolved, type DriftReport, emptyReport } from './report';

/** Bookings of earlier years, by start time. */
export interface BackfillOptions extends Ours {
	since: Date;
	until: Date;
	/** IANA time zone of the times on the timeline. */
	timeZone: string;
	/** Whether the branches of the workflow run for each event; otherwise no execution starts. */
	runsWorkflow: boolean;
	/** Whether to count only what would be done. */
	isPreview: boolean;
	now(): Date;
	/** Called when the period is read, and after each booking. An error that it throws ends the backfill. */
	onProgress?(progress: BackfillProgress): void;
}

/** How far a backfill has come. */
export interface BackfillProgress {
	/** The part of the period that is done, from 0 to 1. */
	share: number;
	/** Bookings read in this run. */
	read: number;
}

/** As kept per account: the bookings that start before `reached` are done. ISO 8601, UTC. */
interface KeptProgress {
	since: string;
	reached: string;
	until: string;
	/** Whose bookings counted: with more teams or event types, the same period has to be read again. */
	ours: string;
	read: number;
}

const chunkMs = 90 * 86_400_000;
/** After an interruption, no one else runs the events of a backfill during this time. */
const leaseMinutes = 24 * 60;

/**
 * Brings the bookings of a period into the tables, as if they had always been delivered: leads,
 * bookings and timelines in the real times. Run again after an interruption, it goes on where it
 * stopped; run again after its end, it finds nothing.
 *
 * @throws {CalComApiError} with Cal.com's own sentence; what was read until then is done
 * @throws {MtlError} `busy` if another backfill of the account runs
 */
export async function backfill(
	db: Db,
	api: CalComApi,
	options: BackfillOptions,
): Promise<DriftReport> {
	const owner = await accountOf(api);
	const account = accountKey(api, owner);
	const work = { name: `backfill:${account}`.slice(0, 32), title: 'backfill of this account' };
	return await withLease(db, work, async () => {
		const since = options.since.toISOString();
		const until = options.until.toISOString();
		const report = emptyReport(account, options.now(), { from: since, to: until });
		const parse = settingsOf({ reading: await findNewestReading(db) });
		const isOurs = await oursOf(api, owner, options);
		const state = await findAccount(db, account);
		const shown = new Set(state.shownTypes);
		const ours = oursKey(options);
		const before = options.isPreview ? null : progressIn(state.backfill);
		const goesOn =
			before?.since === since &&
			before.until === until &&
			before.ours === ours &&
			before.reached < until;
		const length = options.until.getTime() - options.since.getTime();
		const shareAt = (time: number) => (time - options.since.getTime()) / length;
		let from = new Date(goesOn ? before.reached : since);
		while (from < options.until) {
			const to = new Date(Math.min(from.getTime() + chunkMs, options.until.getTime()));
			const chunk = emptyReport(account, options.now(), { from: since, to: until });
			const walk = { by: 'start', from: from.toISOString(), to: to.toISOString() } as const;
			const rows = await readRows(api, [walk], isOurs, chunk);
			addReading(report, chunk);
			for (const { isClass, eventTypeId } of rows.values()) {
				if (isClass && eventTypeId !== null) shown.add(eventTypeId);
			}
			const [first, last] = [shareAt(from.getTime()), shareAt(to.getTime())];
			const tell = (filled: number) => {
				const share = first + (last - first) * (filled / Math.max(1, rows.size));
				options.onProgress?.({ share, read: report.read });
			};
			tell(0);
			for (const [index, row] of [...rows.values()].sort(byCreation).entries()) {
				await fill(db, row, { ...options, parse, shown, report });
				tell(index + 1);
			}
			// What was not read must not count as done.
			if (report.truncated) break;
			if (!options.isPreview) {
				await noteAccount(db, account, [...rows.keys()]);
				const shownTypes = [...shown].sort((a, b) => a - b);
				const progress = { since, reached: to.toISOString(), until, ours, read: report.read };
				await saveAccount(db, account, { shownTypes, backfill: progress });
			}
			from = to;
		}
		options.onProgress?.({ share: 1, read: report.read });
		report.requests = api.requests;
		return report;
	});
}

interface Filling extends BackfillOptions {
	parse: ParseSettings;
	shown: ReadonlySet<number>;
	report: DriftReport;
}

async function fill(db: Db, row: ApiBooking, filling: Filling): Promise<void> {
	const { parse, shown, report, isPreview, now } = filling;
	const told = await loadTold(db, row.uid, row.isClass ? [row.uid] : []);
	const context = {
		reader: 'backfill' as const,
		readAt: now(),
		// A successor that starts in another part of the period arrives with that part.
		hasSuccessor: ({ nextUid }: ApiBooking) => nextUid !== null,
		showsSeats: (type: number | null) => type !== null && shown.has(type),
		emailOf: told.emailOf,
	};
	const { found, unresolved } = findingsFor(row, told, context, parse);
	if (unresolved !== null) countUnresolved(report, row.uid, unresolved);
	else if (found.length === 0) report.equal += 1;
	for (const one of found) {
		if (isPreview) countFound(report, one.kind);
		else await record(db, one, filling);
	}
}

async function record(db: Db, found: FoundEvent, filling: Filling): Promise<void> {
	const { parse, runsWorkflow, timeZone, report } = filling;
	const recorded = await recordFound(db, found, parse, runsWorkflow ? 0 : leaseMinutes);
	const { id, key, event } = recorded;
	// A person who was erased stays erased.
	if (event === null) return;
	countFound(report, found.kind);
	report.events.push(id);
	if (runsWorkflow || (await findEvent(db, id))?.status === 'processed') return;
	const applied = { ...event, event: { ...event.event, id, key } };
	await applyEvent(db, applied, { timeZone, isDatedBack: true });
}

function oursKey({ eventTypeIds, teamIds = [] }: Ours): string {
	const sets = [eventTypeIds, teamIds].map((ids) => [...new Set(ids)].sort((a, b) => a - b));
	return JSON.stringify(sets);
}

function progressIn(stored: unknown): KeptProgress | null {
	return isRecord(stored) ? (stored as unknown as KeptProgress) : null;
}

/**
 * The period of a backfill. Without an end it ends with yesterday (UTC): run again on the same
 * day after an interruption, it is the same period, and goes on where it stopped.
 *
 * @throws {MtlError} `input` if it ends before it begins
 */
export function periodOf(since: string, until: string | null, now: Date): [Date, Date] {
	const today = new Date(now).setUTCHours(0, 0, 0, 0);
	const period: [Date, Date] = [new Date(since), new Date(until ?? today)];
	if (period[0] < period[1]) return period;
	throw new MtlError('input', 'The period ends before it begins.', 'Choose an earlier beginning.');
}
