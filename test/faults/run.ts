import { judge, judgeEnd, type Verdict } from './judge';
import { type ExpectedBooking, makeExpectedBookings } from './expectedBookings';
import { isAcknowledged, sendAll, type Sent, shuffled } from './load';
import { letTimePass, untilRecovered } from './recover';
import type { Judged, Stage } from './stage';
import { readTables } from './tables';

/** Something that goes wrong while deliveries come in. */
export interface Fault<S extends Judged = Stage> {
	/** As the table names it. */
	name: string;
	/**
	 * Brings it about and ends it again, while the second third of the deliveries is sent.
	 *
	 * @returns what was seen of it, for the table
	 * @throws when it could not be brought about
	 */
	strike?(stage: S, expected: readonly ExpectedBooking[]): Promise<string>;
	/** What has to be there before the first delivery. */
	prepare?(stage: S, expected: readonly ExpectedBooking[]): Promise<void>;
	/** What has to be seen or done when all is sent, before recovery is awaited; returns what was seen. */
	afterwards?(stage: S, expected: readonly ExpectedBooking[], plan: Plan): Promise<string>;
}

/** How much is sent. */
export interface Plan {
	bookings: number;
	people: number;
	atOnce: number;
	/** Whether the waiting times of the inbox are cut short (`letTimePass`). */
	hurried: boolean;
}

export interface Result extends Omit<Verdict, 'seen'> {
	name: string;
	deliveries: number;
	acknowledged: number;
	/** From the end of the fault until nothing was left to do. */
	recoverySeconds: number;
	/** HTTP status (or `none`) → deliveries. */
	answers: Record<string, number>;
	seen: string[];
}

/**
 * Sends the lives of some bookings, shuffled and some deliveries twice; strikes after a third of them; waits until
 * all is worked off by itself; judges. Then the deliveries that were not acknowledged are sent again, and
 * the end is judged as well.
 */
export async function runFault<S extends Judged>(
	stage: S,
	fault: Fault<S>,
	plan: Plan,
): Promise<Result> {
	// The part of an e-mail address before the @ has at most 64 characters.
	const name = fault.name.replace(/\W+/g, '-').slice(0, 40);
	const prefix = `${name}-${Date.now().toString(36)}-`;
	const expected = makeExpectedBookings(prefix, plan.bookings, plan.people);
	const [before, during, rest] = thirds(expected);
	await fault.prepare?.(stage, expected);
	const sent = await sendAll(stage, before, plan.atOnce);
	const [meanwhile, struck] = await Promise.all([
		sendAll(stage, during, plan.atOnce),
		fault.strike?.(stage, expected),
	]);
	sent.push(...meanwhile);
	sent.push(...(await sendAll(stage, rest, plan.atOnce)));
	const after = await fault.afterwards?.(stage, expected, plan);
	if (plan.hurried) await letTimePass(stage);
	const recoverySeconds = await untilRecovered(stage, prefix, sent);
	const acknowledged = new Set(sent.filter(isAcknowledged).map(({ event }) => event.event.key));
	const left = judge(await readTables(stage, prefix), expected, acknowledged);
	const end = await judgeAfterRedelivery(stage, prefix, expected, sent, plan);
	return {
		name: fault.name,
		deliveries: sent.length,
		acknowledged: sent.filter(isAcknowledged).length,
		lost: left.lost + end.lost,
		doubled: left.doubled + end.doubled,
		halfWritten: left.halfWritten + end.halfWritten,
		recoverySeconds,
		answers: answersOf(sent),
		seen: [struck ?? [], after ?? [], left.seen, end.seen].flat(),
	};
}

async function judgeAfterRedelivery(
	stage: Judged,
	prefix: string,
	expected: readonly ExpectedBooking[],
	sent: readonly Sent[],
	{ atOnce }: Plan,
): Promise<Verdict> {
	const refused = sent.filter((one) => !isAcknowledged(one));
	const again = await sendAll(stage, refused, atOnce);
	await untilRecovered(stage, prefix, again);
	return judgeEnd(await readTables(stage, prefix), expected);
}

/** Every delivery, a tenth of them twice, in an order drawn anew each time; in three parts. */
function thirds(expected: readonly ExpectedBooking[]) {
	const once = expected.flatMap(({ deliveries }) => deliveries);
	const twice = shuffled(once).slice(0, Math.ceil(once.length / 10));
	const all = shuffled([...once, ...twice]);
	const third = Math.ceil(all.length / 3);
	return [all.slice(0, third), all.slice(third, 2 * third), all.slice(2 * third)] as const;
}

function answersOf(sent: readonly Sent[]): Record<string, number> {
	const answers: Record<string, number> = {};
	for (const { status } of sent) answers[status ?? 'none'] = (answers[status ?? 'none'] ?? 0) + 1;
	return answers;
}
