/** What people will do, in the order of time. */
export class Agenda {
	private readonly plans: Array<{ at: number; act: () => Promise<void> }> = [];

	/** @param at milliseconds since 1970; of two plans with the same time the first one comes first */
	add(at: number, act: () => Promise<void>): void {
		let [low, high] = [0, this.plans.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.plans[middle]?.at ?? Infinity) <= at) low = middle + 1;
			else high = middle;
		}
		this.plans.splice(low, 0, { at, act });
	}

	/** When the next plan is due; infinity if there is none. */
	next(): number {
		return this.plans[0]?.at ?? Infinity;
	}

	/** People want nothing more. */
	clear(): void {
		this.plans.length = 0;
	}

	async runNext(): Promise<void> {
		await this.plans.shift()?.act();
	}
}
