import type { Chance } from '../random';
import type { Fact, School } from '../school';
import { deliveriesOf, type Delivery, seal, type Sent } from './deliveries';

/** What may go wrong between Cal.com and a receiver. Shares are from 0 to 1. */
export interface Faults {
	/** Never arrives. */
	lost: number;
	/** Arrives twice, half of these with a stamp of their own. */
	doubled: number;
	/** Arrives hours later, with its stamp of then. */
	late: number;
	/** Stamped and sent after the next delivery about the same booking. */
	inverted: number;
	/** Changes that Cal.com tells nobody about. */
	silent: number;
	/** Every stamp gets a lag of its own between these. */
	lagMs: [least: number, most: number];
	lateMs: [least: number, most: number];
}

export type Fate = 'delivered' | 'lost' | 'doubled' | 'late' | 'inverted' | 'silent';

interface Waiting {
	sent: Sent;
	/** Milliseconds since 1970. */
	due: number;
	place: number;
}

const hour = 3_600_000;
const none: Faults = {
	lost: 0,
	doubled: 0,
	late: 0,
	inverted: 0,
	silent: 0,
	lagMs: [0, 0],
	lateMs: [hour, 6 * hour],
};

/**
 * Carries deliveries to the receiver. Without faults each arrives inside the action that it tells of, in order; with a lag
 * it waits until `deliverDue` finds it due.
 */
export class Channel {
	readonly faults: Faults;
	/** What became of every delivery, in the order in which Cal.com made them; `at` without any lag. */
	readonly log: Array<{ triggerEvent: string; uid: string; at: number; fate: Fate }> = [];
	private waiting: Waiting[] = [];
	private readonly held = new Map<string, Delivery[]>();
	private places = 0;

	constructor(
		private readonly school: School,
		private readonly chance: Chance,
		private readonly deliver: (sent: Sent) => Promise<unknown> | unknown,
		faults: Partial<Faults> = {},
	) {
		this.faults = { ...none, ...faults };
	}

	/** Takes a fact of the school. */
	async carry(fact: Fact): Promise<void> {
		const deliveries = deliveriesOf(this.school, fact);
		const silent = this.chance.hits(this.faults.silent);
		for (const delivery of deliveries) this.take(delivery, silent ? 'silent' : this.fate());
		await this.deliverDue();
	}

	/** When the next delivery arrives, milliseconds since 1970; infinity if none is on its way. */
	nextDue(): number {
		return Math.min(Infinity, ...this.waiting.map(({ due }) => due));
	}

	/** Delivers what is due by the school's clock, in the order of arrival. */
	async deliverDue(): Promise<void> {
		const [, most] = this.faults.lagMs;
		await this.deliverUntil(
			most === 0 ? Math.max(this.school.clock(), this.soon()) : this.school.clock(),
		);
	}

	/** Delivers all that is on its way. */
	async flush(): Promise<void> {
		for (const [uid, deliveries] of this.held) {
			this.held.delete(uid);
			for (const delivery of deliveries) this.send(delivery, this.lag());
		}
		await this.deliverUntil(Infinity);
	}

	/** Without lag, what was just sent arrives at once. */
	private soon(): number {
		return this.school.clock() + 60_000;
	}

	private fate(): Fate {
		const { lost, doubled, late, inverted } = this.faults;
		if (this.chance.hits(lost)) return 'lost';
		if (this.chance.hits(doubled)) return 'doubled';
		if (this.chance.hits(late)) return 'late';
		return this.chance.hits(inverted) ? 'inverted' : 'delivered';
	}

	private take(delivery: Delivery, fate: Fate): void {
		const { triggerEvent, uid, at } = delivery;
		this.log.push({ triggerEvent, uid, at, fate });
		if (fate === 'lost' || fate === 'silent') return;
		if (fate === 'inverted') {
			this.held.set(uid, [...(this.held.get(uid) ?? []), delivery]);
			return;
		}
		const lag = this.lag();
		const delay = fate === 'late' ? this.chance.between(...this.faults.lateMs) : 0;
		this.send(delivery, lag, delay);
		if (fate === 'doubled') this.send(delivery, this.chance.hits(0.5) ? lag : this.lag(), 500);
		this.release(delivery, lag);
	}

	/** Sends the deliveries that waited for this one, with later stamps. */
	private release({ uid, at, payload }: Delivery, lag: number): void {
		for (const key of [uid, String(payload['rescheduleUid'] ?? '')]) {
			for (const delivery of this.held.get(key) ?? []) {
				const stampLag = at + lag - delivery.at + this.chance.between(1000, 5000);
				this.send(delivery, stampLag);
			}
			this.held.delete(key);
		}
	}

	private lag(): number {
		return this.chance.between(...this.faults.lagMs);
	}

	private send(delivery: Delivery, lag: number, delay = 0): void {
		const stamp = delivery.at + lag;
		const travel = this.faults.lagMs[1] === 0 ? 0 : this.chance.between(400, 2400);
		const sent = seal(this.school, delivery, stamp);
		this.waiting.push({ sent, due: stamp + travel + delay, place: this.places++ });
	}

	private async deliverUntil(time: number): Promise<void> {
		for (;;) {
			this.waiting.sort((a, b) => a.due - b.due || a.place - b.place);
			const [next] = this.waiting;
			if (!next || next.due > time) return;
			this.waiting.shift();
			await this.deliver(next.sent);
		}
	}
}
