import type { HistoryEntry } from '../historyEntry';
import { byTime, isSame } from './time';

/**
 * The in-place moves of a booking or a class, in the order in which they happened. They form a walk
 * over start times, which ends at the start where more moves arrive than leave; only a closed walk
 * needs timestamps.
 *
 * @param moves oldest first, by time
 * @param owner the person whose walk it is: of the deliveries of one move, the delivery that names
 * this person is used
 */
export function inOrderOfWalk(
	moves: readonly HistoryEntry[],
	owner: string | null,
): HistoryEntry[] {
	const names = ({ people }: HistoryEntry) => people.some(({ person }) => person === owner);
	const ownFirst = [...moves.filter(names), ...moves.filter((move) => !names(move))];
	const distinct = ownFirst
		.filter((move, index) => !ownFirst.slice(0, index).some(repeats(move)))
		.sort(byTime);
	const end = endOfWalk(distinct);
	const last = distinct
		.filter(({ change }) => change?.startsAt === end)
		.sort(byTime)
		.at(-1);
	return last ? [...distinct.filter((move) => move !== last), last] : distinct;
}

const repeats = (move: HistoryEntry) => (other: HistoryEntry) =>
	move.change?.startsAt === other.change?.startsAt &&
	move.change?.movedFrom === other.change?.movedFrom &&
	isSame(move.at, other.at);

function endOfWalk(moves: readonly HistoryEntry[]): string | null {
	const arrivals = new Map<string, number>();
	const count = (time: string | null | undefined, by: number) =>
		time && arrivals.set(time, (arrivals.get(time) ?? 0) + by);
	for (const { change } of moves) {
		if (!change?.movedFrom) continue;
		count(change.startsAt, 1);
		count(change.movedFrom, -1);
	}
	const ends = [...arrivals].filter(([, more]) => more > 0).map(([time]) => time);
	return ends.length === 1 ? (ends[0] as string) : null;
}
