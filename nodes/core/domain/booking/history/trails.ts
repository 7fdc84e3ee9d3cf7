import type { Graph } from './graph';
import { Paths } from './paths';
import { sourcesAt } from './sources';
import { byTime } from './time';
import { lastVisit, type Trail, type Visit } from './trail';

/** The trails of all bookings at these places, in an order that depends only on the history. */
export function trailsOf({ places, merges }: Graph): Trail[] {
	const paths = new Paths(places);
	for (const place of places) for (const one of sourcesAt(place)) paths.begin(one);
	paths.trails.sort((a, b) => byArrival(lastVisit(a), lastVisit(b)));
	for (const trail of paths.trails) paths.follow(trail);
	for (;;) {
		paths.giveUpSeats();
		for (const merge of [...merges].sort((a, b) => byTime(a.entry, b.entry))) {
			paths.mergeInto(merge.fromUid, merge.toUid, merge.entry);
		}
		if (!paths.forkNext()) break;
	}
	paths.noteRest();
	return paths.trails;
}

function byArrival(a: Visit, b: Visit): number {
	if (a.arrival && b.arrival) return byTime(a.arrival, b.arrival);
	return a.arrival ? 1 : b.arrival ? -1 : 0;
}
