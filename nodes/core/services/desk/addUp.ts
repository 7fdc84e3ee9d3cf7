import { leastForRate, outcomeNames } from '../../db/migration/reportViews';
import type { Counted, Sums } from '../../db/repositories/reports';

/** A group and its numbers. */
export type Summed = Sums & { name: string | null };

/** The numbers of no bookings. */
export const nothing: Sums = sumsOf([]);

/**
 * The numbers of groups, as the views define them: by name, those without a name last.
 *
 * @param groupOf the key of a group, and its name
 */
export function addUp(
	counted: readonly Counted[],
	groupOf: (one: Counted) => readonly [key: string, name: string | null],
): Summed[] {
	const groups = new Map<string, { name: string | null; members: Counted[] }>();
	for (const one of counted) {
		const [key, name] = groupOf(one);
		const group = groups.get(key) ?? { name, members: [] };
		group.members.push(one);
		groups.set(key, group);
	}
	return [...groups.values()]
		.map(({ name, members }) => ({ name, ...sumsOf(members) }))
		.sort((a, b) => Number(a.name === null) - Number(b.name === null) || byName(a, b));
}

function byName(a: Summed, b: Summed): number {
	return String(a.name).localeCompare(String(b.name), 'en');
}

function sumsOf(members: readonly Counted[]): Sums {
	const sum = (name: keyof Counted) =>
		members.reduce((total, one) => total + Number(one[name] ?? 0), 0);
	const counts = ['booked', ...outcomeNames] as const;
	const [took, missed, known] = [sum('held'), sum('no_show'), sum('days_known')];
	return {
		...(Object.fromEntries(counts.map((name) => [name, sum(name)])) as Sums),
		no_show_rate: took + missed < leastForRate ? null : rounded(missed / (took + missed), 10_000),
		days_ahead: known === 0 ? null : rounded(sum('days_sum') / known, 10),
	};
}

function rounded(value: number, places: number): number {
	return Math.round(value * places) / places;
}
