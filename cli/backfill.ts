import { SingleBar } from 'cli-progress';

import { accountOf } from '../nodes/core/calcom/api/account';
import { cloudApi } from '../nodes/core/calcom/api/baseUrl';
import { CalComApi } from '../nodes/core/calcom/api/client';
import type { ApiFault } from '../nodes/core/calcom/api/refusal';
import type { Db } from '../nodes/core/db/connection';
import { MtlError } from '../nodes/core/domain/errors';
import { isTimeZone } from '../nodes/core/domain/values/timeZone';
import {
	backfill,
	type BackfillProgress,
	periodOf,
} from '../nodes/core/services/reconcile/backfill';
import type { DriftReport } from '../nodes/core/services/reconcile/report';

export interface BackfillCommand {
	since: string;
	until?: string;
	eventType?: string[];
	team?: string[];
	timeZone: string;
	yes?: boolean;
}

const checkUrl =
	"Check CALCOM_API_URL: it is the address of Cal.com's API, such as https://api.cal.com/v2, and not of the website.";

/** What to do outside n8n, where there is no credential. */
export const hintsWithoutCredential: Partial<Record<ApiFault, string>> = {
	key: 'Make a new key in Cal.com (Settings → Developer → API keys) and set CALCOM_API_KEY to it.',
	missing: checkUrl,
	away: `Try again later; the backfill continues where it stopped. ${checkUrl}`,
	foreign: checkUrl,
};

/**
 * Shows what a backfill would do; with `yes`, does it, until `signal` is aborted. False if it was
 * stopped or not everything could be brought in.
 *
 * @throws {MtlError} with what a person must change first, or Cal.com's own sentence
 */
export async function backfillYears(
	db: Db,
	command: BackfillCommand,
	environment: NodeJS.ProcessEnv,
	signal: AbortSignal,
): Promise<boolean> {
	const { CALCOM_API_KEY: key, CALCOM_API_URL: baseUrl } = environment;
	if (!key) {
		throw new MtlError(
			'input',
			'CALCOM_API_KEY is not set.',
			'Create an API key in Cal.com under Settings → Developer → API keys, and set the variable to it.',
		);
	}
	const now = new Date();
	const [since, until] = periodOf(dayOf(command.since, 'since'), untilOf(command), now);
	const eventTypeIds = idsOf(command.eventType ?? [], 'event-type');
	const teamIds = idsOf(command.team ?? [], 'team');
	const timeZone = zoneOf(command.timeZone);
	const api = new CalComApi({ baseUrl: baseUrl || cloudApi, key });
	const { name, email } = await accountOf(api);
	const isPreview = !command.yes;
	console.log(`Bookings of ${name ? `${name} (${email})` : email} in ${new URL(api.base).host}`);
	const bar = progressBar();
	const onProgress = ({ share, read }: BackfillProgress) => {
		signal.throwIfAborted();
		bar.update(Math.floor(share * 100), { read });
	};
	bar.start(100, 0, { read: 0 });
	try {
		const report = await backfill(db, api, {
			...{ since, until, eventTypeIds, teamIds, timeZone, isPreview, onProgress },
			runsWorkflow: false,
			now: () => new Date(),
		});
		bar.stop();
		return tell(report, isPreview);
	} catch (error) {
		bar.stop();
		if (!signal.aborted) throw error;
		console.log('Stopped. Run the same command again to continue.');
		return false;
	}
}

/** On a terminal one line that is redrawn; elsewhere a line from time to time. */
function progressBar(): SingleBar {
	return new SingleBar({
		format: '{bar} {percentage} % of the period, {read} bookings read, {duration_formatted}',
		barsize: 30,
		barCompleteChar: '█',
		barIncompleteChar: '░',
		hideCursor: true,
		stream: process.stderr,
		noTTYOutput: true,
		notTTYSchedule: 10_000,
	});
}

function tell(report: DriftReport, isPreview: boolean): boolean {
	const { read, notOurs, equal, found, unresolved, examples, requests, truncated } = report;
	const events = Object.values(found).reduce((sum, count) => sum + count, 0);
	const kinds = Object.entries(found).map(([kind, count]) => `${kind}: ${count}`);
	console.log(
		[
			`${read} bookings read with ${requests} requests; ${equal} are known, ${notOurs} belong to others.`,
			`${events} events ${isPreview ? 'would be' : 'were'} recorded${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}.`,
			...Object.entries(unresolved).map(([reason, count]) => `Not settled, ${count}: ${reason}`),
			...examples.slice(0, 10).map(({ uid, reason }) => `  ${uid || '(no uid)'}: ${reason}`),
			...(truncated ? ['There are too many bookings for one run. Choose a shorter period.'] : []),
			...(isPreview && events > 0 ? ['Add --yes to record them.'] : []),
		].join('\n'),
	);
	return !truncated && Object.keys(unresolved).length === 0;
}

function untilOf({ until }: BackfillCommand): string | null {
	return until === undefined ? null : dayOf(until, 'until');
}

function dayOf(text: string, option: string): string {
	const at = new Date(text);
	if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at.getTime())) return at.toISOString();
	throw new MtlError('input', `--${option} is not a valid day.`, 'Write it like 2024-01-01.');
}

function idsOf(texts: readonly string[], option: string): number[] {
	const ids = texts.flatMap((text) => text.split(',')).map(Number);
	if (ids.every((id) => Number.isSafeInteger(id) && id > 0)) return ids;
	throw new MtlError(
		'input',
		`--${option} must contain only numbers.`,
		`Take them from the addresses of the pages in Cal.com, e.g. --${option} 12 15.`,
	);
}

function zoneOf(text: string): string {
	if (isTimeZone(text)) return text;
	throw new MtlError(
		'input',
		`--time-zone ${text} is not a time zone.`,
		'Write it like Europe/Amsterdam.',
	);
}
