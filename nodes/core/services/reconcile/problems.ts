import { hiddenSeats } from '../../calcom/reconcile/seats';
import type { DriftReport } from './report';

/** Nightly and hourly readings: a day without one is a problem. */
const silenceMs = 26 * 3_600_000;

/** What a person should know about the last reading of an account, one sentence each. */
export function problemsOf(report: DriftReport, now: Date): string[] {
	const { error, truncated, unresolved, webhookProblems, startedAt } = report;
	const hours = Math.floor((now.getTime() - Date.parse(startedAt)) / 3_600_000);
	const problems: string[] = [];
	if (hours * 3_600_000 >= silenceMs) {
		problems.push(
			`The bookings have not been compared with Cal.com for ${hours} hours. Check that the workflow "Reconcile with Cal.com" is published.`,
		);
	}
	if (error !== null) problems.push(`The comparison with Cal.com failed. ${error}`);
	if (truncated) {
		problems.push(
			'The comparison with Cal.com stopped before its end, because the account shows more than 20,000 bookings.',
		);
	}
	problems.push(...webhookProblems);
	for (const [reason, count] of Object.entries(unresolved)) {
		// Known from the first day on, and nothing can be done about it here.
		if (reason !== hiddenSeats) problems.push(`${count} booking(s) differ from Cal.com. ${reason}`);
	}
	return problems;
}
