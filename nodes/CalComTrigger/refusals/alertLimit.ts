const intervalMs = 5 * 60_000;

/** Limits alerts about one fault to one in five minutes, and counts what happened in between. */
export class AlertLimit {
	private readonly faults = new Map<string, { alertedAt: number; count: number }>();

	/**
	 * @param fault one of a small set: each is kept
	 * @param now milliseconds
	 * @returns how often it happened since the last alert, if an alert is due now; else null
	 */
	add(fault: string, now: number): number | null {
		const { alertedAt, count } = this.faults.get(fault) ?? { alertedAt: -Infinity, count: 0 };
		const due = now - alertedAt >= intervalMs;
		this.faults.set(fault, due ? { alertedAt: now, count: 0 } : { alertedAt, count: count + 1 });
		return due ? count + 1 : null;
	}
}
