import { setTimeout as wait } from 'node:timers/promises';

import type { ExpectedBooking } from '../expectedBookings';
import { alertsAbout } from '../n8nExecutions';
import { accept, refuse } from '../refusal';
import type { Fault } from '../run';
import type { Stage } from '../stage';

/** The events whose step "Activity: Log" is to fail: the first of every tenth booking. */
function chosen(expected: readonly ExpectedBooking[]): string[] {
	return expected.flatMap(({ deliveries: [first] }, n) =>
		n % 10 === 0 && first ? [first.event.event.key] : [],
	);
}

async function refuseLines(stage: Stage, expected: readonly ExpectedBooking[]): Promise<void> {
	const keys = chosen(expected).map((key) => `'${key}'`);
	await refuse(stage, {
		table: 'activities',
		when: `NEW.event_key IN (${keys.join()})`,
		errno: 1644,
	});
}

/** Some polls, which come every minute. */
const triedWithinMs = 10 * 60_000;

/** Cuts the waits between attempts short, until all the chosen events have been tried so often. */
async function untilTried(
	stage: Stage,
	expected: readonly ExpectedBooking[],
	condition: string,
): Promise<void> {
	const keys = chosen(expected);
	const deadline = Date.now() + triedWithinMs;
	for (;;) {
		await stage.rows(
			`UPDATE webhook_events SET next_attempt_at = UTC_TIMESTAMP(3)
				WHERE status = 'failed' AND dedupe_key IN (?) AND NOT (${condition})`,
			[keys],
		);
		const [row] = await stage.rows(
			`SELECT COUNT(*) AS n FROM webhook_events WHERE dedupe_key IN (?) AND ${condition}`,
			[keys],
		);
		if (Number(row?.['n']) === keys.length) return;
		if (Date.now() > deadline) throw new Error(`Not all chosen events are in "${condition}".`);
		await wait(1_000);
	}
}

export const failsThreeTimes: Fault = {
	name: 'a step fails three times, then works',
	prepare: refuseLines,
	async afterwards(stage, expected) {
		// One more if a poll sees the new trigger late: refused events run again when the tables change.
		await untilTried(stage, expected, "attempts >= 3 AND status = 'failed'");
		const refused = await accept(stage);
		await stage.rows(
			"UPDATE webhook_events SET next_attempt_at = UTC_TIMESTAMP(3) WHERE status = 'failed'",
		);
		return `${chosen(expected).length} events failed three times each (${refused} writes refused)`;
	},
};

export const alwaysFails: Fault = {
	name: 'a step always fails',
	prepare: refuseLines,
	async afterwards(stage, expected, { hurried }) {
		const keys = chosen(expected);
		await untilTried(stage, expected, "status = 'failed'");
		// The last but one attempt; in a hurry the ones before it are left out.
		if (hurried)
			await stage.rows('UPDATE webhook_events SET attempts = 6 WHERE dedupe_key IN (?)', [keys]);
		await untilTried(stage, expected, "status = 'quarantined'");
		const alerts = await raisedTwiceEach(stage, keys);
		const refused = await accept(stage);
		const [row] = await stage.rows(
			`SELECT MIN(attempts) AS attempts, SUM(error_message LIKE 'Log "Booked": %') AS reasons
				FROM webhook_events WHERE dedupe_key IN (?)`,
			[keys],
		);
		if (Number(row?.['reasons']) !== keys.length) throw new Error('A reason is missing.');
		await stage.run('events', 'replay', '--status', 'quarantined', '--yes');
		return (
			`${keys.length} events quarantined with their reason after ${Number(row?.['attempts'])} attempts ` +
			`(${refused} writes refused), ${alerts} alerts; then replayed`
		);
	},
};

/** An alert when an event is refused for the first time, one when it is quarantined, and none later. */
async function raisedTwiceEach({ home, rows }: Stage, keys: readonly string[]): Promise<number> {
	const ids = await rows('SELECT id FROM webhook_events WHERE dedupe_key IN (?)', [keys]);
	const raised = () => ids.map(({ id }) => alertsAbout(home, Number(id)));
	for (let tries = 0; tries < 120 && raised().some((alerts) => alerts < 2); tries++)
		await wait(500);
	await wait(5_000);
	const alerts = raised();
	if (alerts.some((each) => each !== 2))
		throw new Error(`The events raised ${alerts.join(', ')} alerts instead of 2 each.`);
	return 2 * ids.length;
}
