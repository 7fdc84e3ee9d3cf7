import { setImmediate, setTimeout as wait } from 'node:timers/promises';

import type { INodeExecutionData } from 'n8n-workflow';

import type { BookingEvent } from '../../domain/event';
import { itemOf, type ItemContext } from '../item';
import { Batch, type Joining } from './batch';

/** An event with the item that starts its branch. */
export interface SharedStart {
	event: BookingEvent;
	item: INodeExecutionData;
}

/** How many events share an execution: beyond this, sharing gains little, and a failure concerns more. */
const maxShared = 16;
/** How long an execution waits for deliveries that are being recorded. */
const gatherMs = 100;
/** How long an execution holds back the next one: steps of the school's own may take longer. */
const heldMs = 1_000;

/** A batch that deliveries can still join. */
interface Filling {
	batch: Batch;
	starts: SharedStart[];
	/** Resolves `full`. */
	fill: () => void;
	full: Promise<void>;
}

/**
 * The deliveries of a trigger that share executions. A delivery that comes alone starts at once; those
 * that arrive while an execution runs share the next one. The first of each batch starts it.
 */
export class Line {
	private arriving = 0;
	private readonly waitForQuiet: Array<() => void> = [];
	private filling: Filling | null = null;
	/** Resolves when the last batch so far is over, or has been held long enough. */
	private turn: Promise<unknown> = Promise.resolve();

	constructor(private readonly workflowId: string) {}

	/** Counts a delivery while it is recorded and joins. */
	async arrive<T>(work: () => Promise<T>): Promise<T> {
		this.arriving += 1;
		try {
			return await work();
		} finally {
			this.arriving -= 1;
			if (this.arriving === 0) for (const resolve of this.waitForQuiet.splice(0)) resolve();
		}
	}

	/**
	 * Adds an event to the next execution.
	 *
	 * @returns waits for the turn of that execution, and returns what it works on; null if another
	 * delivery starts it
	 */
	join(
		event: BookingEvent,
		context: ItemContext,
		joining: Joining,
	): (() => Promise<SharedStart[]>) | null {
		const { filling } = this;
		const joined = filling ?? open(this.workflowId);
		const answerTo = joined.batch.join(joining);
		joined.starts.push({ event, item: itemOf(event, { ...context, answerTo }) });
		if (joined.starts.length >= maxShared) {
			joined.fill();
			this.filling = null;
		} else this.filling = joined;
		return filling ? null : this.inTurn(joined);
	}

	private inTurn(joined: Filling): () => Promise<SharedStart[]> {
		const before = this.turn;
		const started = async () => {
			await before;
			await Promise.race([joined.full, wait(gatherMs), this.untilQuiet()]);
			if (this.filling === joined) this.filling = null;
			return joined.starts;
		};
		const starting = started();
		this.turn = starting.then(async () => await Promise.race([joined.batch.over, wait(heldMs)]));
		return async () => await starting;
	}

	/** Resolves when no delivery is being recorded. */
	private async untilQuiet(): Promise<void> {
		if (this.arriving > 0) {
			await new Promise<void>((resolve) => this.waitForQuiet.push(resolve));
		}
		// Those that were recorded last have joined now.
		await setImmediate();
	}
}

function open(workflowId: string): Filling {
	let fill = () => {};
	const full = new Promise<void>((resolve) => (fill = resolve));
	return { batch: new Batch(workflowId), starts: [], fill, full };
}

/** By workflow and trigger. */
const lines = new Map<string, Line>();

export function lineOf(workflowId: string, nodeId: string): Line {
	const key = `${workflowId} ${nodeId}`;
	const known = lines.get(key) ?? new Line(workflowId);
	lines.set(key, known);
	return known;
}
