import type { FindingKind } from '../../calcom/reconcile/differences';

/** What a reading of Cal.com's bookings found. Times are ISO 8601 in UTC. */
export interface DriftReport {
	account: string;
	startedAt: string;
	/** The period of start times that was compared in full. */
	from: string;
	to: string;
	requests: number;
	/** Bookings that were read, and those that belong to others. */
	read: number;
	notOurs: number;
	/** Bookings that agree with what Cal.com has told, or changed a moment ago. */
	equal: number;
	recent: number;
	/** What was found, by kind: one event each. */
	found: Partial<Record<FindingKind, number>>;
	/** The events recorded by this reading; the others were in the inbox already. */
	events: number[];
	/** Differences that this reading can't settle, by reason. */
	unresolved: Record<string, number>;
	/** Some of the bookings concerned: their uids, and why. */
	examples: Array<{ uid: string; reason: string }>;
	/** What was mended in the webhooks that the trigger registered, one sentence each. */
	webhooksMended: string[];
	/** Why a registered webhook could not be checked or mended. */
	webhookProblems: string[];
	/** Event types whose bookings no registered webhook delivers, so that only this reading finds them. */
	onlyReadHere: string;
	/** Whether the reading stopped before its end, so that the next one begins there again. */
	truncated: boolean;
	/** Why the reading failed; null if it did not. */
	error: string | null;
}

const maxExamples = 50;

export function emptyReport(
	account: string,
	now: Date,
	period: Pick<DriftReport, 'from' | 'to'>,
): DriftReport {
	return {
		account,
		startedAt: now.toISOString(),
		...period,
		requests: 0,
		read: 0,
		notOurs: 0,
		equal: 0,
		recent: 0,
		found: {},
		events: [],
		unresolved: {},
		examples: [],
		webhooksMended: [],
		webhookProblems: [],
		onlyReadHere: '',
		truncated: false,
		error: null,
	};
}

/** Adds what the reading of a part of the period has counted. */
export function addReading(report: DriftReport, part: DriftReport): void {
	report.read += part.read;
	report.notOurs += part.notOurs;
	report.truncated ||= part.truncated;
	for (const [reason, count] of Object.entries(part.unresolved)) {
		report.unresolved[reason] = (report.unresolved[reason] ?? 0) + count;
	}
	report.examples = [...report.examples, ...part.examples].slice(0, maxExamples);
}

export function countFound(report: DriftReport, kind: FindingKind): void {
	report.found[kind] = (report.found[kind] ?? 0) + 1;
}

export function countUnresolved(report: DriftReport, uid: string, reason: string): void {
	report.unresolved[reason] = (report.unresolved[reason] ?? 0) + 1;
	if (report.examples.length < maxExamples) report.examples.push({ uid, reason });
}
