import { randomUUID } from 'node:crypto';

import { answer } from '../../services/answers';
import type { Answer } from '../../services/reception';

/** A delivery that joins a batch. */
export interface Joining {
	eventId: number | null;
	/** Answers Cal.com. */
	respond: (answer: Answer) => void;
	/** When Cal.com gets its answer at the latest: 202, because the event is recorded. */
	answerBy: Date;
}

/** An event that no step has settled yet. */
interface Open {
	/** Answers Cal.com, once. */
	respond: (answer: Answer) => void;
	/** They hold on to the request, so none may outlive it. */
	timers: NodeJS.Timeout[];
}

/** Longer than any branch takes: an execution that died settles nothing any more. */
const forgottenMs = 300_000;

/** By the name that the item of an open event carries (`answerTo`). */
const batches = new Map<string, Batch>();
/** Batches with failures that no execution has shown yet. */
const failing = new Set<Batch>();

/** The events that share an execution. They live in the memory of the process that runs it. */
export class Batch {
	readonly eventIds: number[] = [];
	/** Resolves when every event is settled. */
	readonly over: Promise<void>;

	private readonly open = new Map<string, Open>();
	private readonly failures: Error[] = [];
	private executionId: string | null = null;
	private noted: Promise<void> | null = null;
	private end = () => {};

	constructor(readonly workflowId: string) {
		this.over = new Promise((resolve) => (this.end = resolve));
	}

	/** @returns the name of the event, for its item */
	join({ eventId, respond, answerBy }: Joining): string {
		const name = randomUUID();
		const once = answerOnce(respond);
		const inTime = () => once(answer('accepted', { event: eventId }));
		const timers = [
			setTimeout(inTime, Math.max(0, answerBy.getTime() - Date.now())),
			setTimeout(() => this.settle(name, answer('accepted', {})), forgottenMs).unref(),
		];
		this.open.set(name, { respond: once, timers });
		batches.set(name, this);
		if (eventId !== null) this.eventIds.push(eventId);
		return name;
	}

	settle(name: string, given: Answer): void {
		const event = this.open.get(name);
		if (!event) return;
		event.timers.forEach(clearTimeout);
		event.respond(given);
		this.open.delete(name);
		batches.delete(name);
		if (this.isOver) this.end();
	}

	/** Whether one event can hold up another. */
	get isShared(): boolean {
		return this.eventIds.length > 1;
	}

	get isOver(): boolean {
		return this.open.size === 0;
	}

	/** Notes the execution on all events, at the first step that works on one of them. */
	async noteExecution(executionId: string, note: () => Promise<void>): Promise<void> {
		this.executionId = executionId;
		const noted = (this.noted ??= note());
		noted.catch(() => (this.noted = null));
		await noted;
	}

	/** Answers all that are still open, after their execution has died: their events are recorded. */
	died(executionId: string): void {
		if (this.executionId !== executionId) return;
		for (const name of [...this.open.keys()]) this.settle(name, answer('accepted', {}));
	}

	/** Keeps failures of single events, while the execution goes on for the others. */
	addFailures(errors: readonly Error[]): void {
		if (errors.length === 0) return;
		this.failures.push(...errors);
		failing.add(this);
	}

	/** Takes the failures, in order to show them. */
	takeFailures(): Error[] {
		failing.delete(this);
		return this.failures.splice(0);
	}
}

/** The batch of an open event; undefined if it is settled, or of another process. */
export function batchOf(name: unknown): Batch | undefined {
	return typeof name === 'string' ? batches.get(name) : undefined;
}

/** After an execution has failed: its events are no longer waited for. */
export function endExecution(executionId: string): void {
	for (const batch of new Set(batches.values())) batch.died(executionId);
}

/** Failures of a workflow that no step could show, because none came after the last event. */
export function takeFailures(workflowId: string): Error[] {
	const left = [...failing].filter((batch) => batch.workflowId === workflowId && batch.isOver);
	return left.flatMap((batch) => batch.takeFailures());
}

function answerOnce(respond: (answer: Answer) => void): (answer: Answer) => void {
	let isAnswered = false;
	return (given) => {
		if (isAnswered) return;
		isAnswered = true;
		respond(given);
	};
}
