import { leastForRate, type Outcome, outcomeNames } from '../../db/migration/reportViews';
import type { Counts } from '../../db/repositories/reports';

/** The numbers of a group of bookings. */
export type Sums = Record<Outcome, number> & {
	booked: number;
	/** 0 to 1; null where too few checks say nothing. */
	no_show_rate: number | null;
	/** Days from booking to check, on average; null if it is not known for any. */
	days_ahead: number | null;
};

/** A group and its numbers. */
export type Summed = Sums & { name: string | null };

/** The numbers of no bookings. */
export const nothing: Sums = sumsOf([]);

/**
 * The numbers of groups, as the views define them: by name, those without a name last.
 *
 * @param groupOf the key of a group, and its name
 */
export function addUp<T extends Counts>(
	counted: readonly T[],
	groupOf: (one: T) => readonly [key: string, name: string | null],
): Summed[] {
	const groups = new Map<string, { name: string | null; members: T[] }>();
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

/** The numbers of all of these together. */
export function sumsOf(members: readonly Counts[]): Sums {
	const sum = (name: keyof Counts) => members.reduce((total, one) => total + Number(one[name]), 0);
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
