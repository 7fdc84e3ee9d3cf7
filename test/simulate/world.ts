import type { CalCom } from '../support/calcom';
import { Agenda } from './agenda';

/** Simulated time: moves on only when told, and everything that is due by then happens in order. */
export class World {
	readonly agenda = new Agenda();
	calcom: CalCom | null = null;

	/** @param now milliseconds since 1970 */
	constructor(public now: number) {}

	/** People act and deliveries arrive, until `time`. */
	async advanceTo(time: number): Promise<void> {
		for (;;) {
			const [planned, due] = [this.agenda.next(), this.calcom?.channel.nextDue() ?? Infinity];
			const next = Math.min(planned, due);
			if (next > time) break;
			this.now = Math.max(this.now, next);
			if (due <= planned) await this.calcom?.channel.deliverDue();
			else await this.agenda.runNext();
		}
		this.now = Math.max(this.now, time);
	}
}
