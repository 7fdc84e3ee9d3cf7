const windowMs = 60_000;
const singlyPerWindow = 3;

/**
 * Limits the log lines about refusals, so that strangers can't fill the log: in each minute, the
 * first three refusals for each reason get a line of their own, and the others share one line at
 * the end of the minute.
 */
export class RefusalLog {
	private endsAt = 0;
	private readonly counts = new Map<string, number>();

	/**
	 * @param reason one of a closed set: each is counted
	 * @param line the line for this refusal
	 * @param now milliseconds
	 * @returns the lines to write now
	 */
	add(reason: string, line: string, now: number): string[] {
		const lines = now < this.endsAt ? [] : this.sumUp();
		if (now >= this.endsAt) this.endsAt = now + windowMs;
		const count = (this.counts.get(reason) ?? 0) + 1;
		this.counts.set(reason, count);
		return count > singlyPerWindow ? lines : [...lines, line];
	}

	/** When the summary line is due, in milliseconds; null while there is nothing to summarise. */
	get dueAt(): number | null {
		return this.unwritten.length > 0 ? this.endsAt : null;
	}

	/** Ends the minute. @returns its summary line, if any */
	sumUp(): string[] {
		const { unwritten } = this;
		const total = unwritten.reduce((sum, [, count]) => sum + count, 0);
		const parts = unwritten.map(([reason, count]) => `${reason} ${count}`).join(', ');
		this.counts.clear();
		this.endsAt = 0;
		return total > 0 ? [`Refused ${total} more deliveries in the last minute: ${parts}.`] : [];
	}

	/** Reason and number of refusals without a line of their own, most frequent first. */
	private get unwritten(): Array<[string, number]> {
		return [...this.counts]
			.map(([reason, count]): [string, number] => [reason, count - singlyPerWindow])
			.filter(([, count]) => count > 0)
			.sort(([, one], [, other]) => other - one);
	}
}
