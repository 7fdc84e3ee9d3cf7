import { setTimeout as wait } from 'node:timers/promises';

import type { Life } from '../lives';
import { accept, refuse } from '../refusal';
import type { Fault } from '../run';
import type { Stage } from '../stage';

/** The events whose step "Activity: Log" is to fail: the first of every tenth booking. */
function chosen(lives: readonly Life[]): string[] {
	return lives.flatMap(({ deliveries: [first] }, n) =>
		n % 10 === 0 && first ? [first.event.event.key] : [],
	);
}

async function refuseLines(stage: Stage, lives: readonly Life[]): Promise<void> {
	const keys = chosen(lives).map((key) => `'${key}'`);
	await refuse(stage, {
		table: 'activities',
		when: `NEW.event_key IN (${keys.join()})`,
		errno: 1644,
	});
}

/** Cuts the waits between attempts short, until all the chosen events have been tried so often. */
async function untilTried(stage: Stage, lives: readonly Life[], condition: string): Promise<void> {
	const keys = chosen(lives);
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
		await wait(1_000);
	}
}

export const failsThreeTimes: Fault = {
	name: 'a step fails three times, then works',
	prepare: refuseLines,
	async afterwards(stage, lives) {
		await untilTried(stage, lives, "attempts = 3 AND status = 'failed'");
		const refused = await accept(stage);
		await stage.rows(
			"UPDATE webhook_events SET next_attempt_at = UTC_TIMESTAMP(3) WHERE status = 'failed'",
		);
		return `${chosen(lives).length} events failed three times each (${refused} writes refused)`;
	},
};
