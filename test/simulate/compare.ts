import type { Appointment } from './truth';

export type DifferenceKind =
	| 'missing'
	| 'surplus'
	| 'start'
	| 'end'
	| 'status'
	| 'no-show'
	| 'host'
	| 'location';

/** One appointment that is not the same in Cal.com and here. */
export interface Difference {
	kind: DifferenceKind;
	uid: string;
	/** Null: has it not. */
	expected: Appointment | null;
	actual: Appointment | null;
}

const columns = [
	['start', 'startsAt'],
	['end', 'endsAt'],
	['status', 'status'],
	['host', 'host'],
	['location', 'location'],
] as const;

/** Compares row by row: the appointments of one person under one uid are paired in order. */
export function compare(
	expected: readonly Appointment[],
	actual: readonly Appointment[],
): Difference[] {
	const [wanted, there] = [grouped(expected), grouped(actual)];
	const keys = new Set([...wanted.keys(), ...there.keys()]);
	return [...keys].flatMap((key) => {
		const [mine, theirs] = [there.get(key) ?? [], wanted.get(key) ?? []];
		const pairs = Math.max(mine.length, theirs.length);
		return Array.from({ length: pairs }, (_, n) =>
			differencesOf(theirs[n] ?? null, mine[n] ?? null),
		).flat();
	});
}

function grouped(appointments: readonly Appointment[]): Map<string, Appointment[]> {
	const groups = new Map<string, Appointment[]>();
	const inOrder = [...appointments].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
	for (const one of inOrder) {
		const key = `${one.uid} ${one.person}`;
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}
	return groups;
}

function differencesOf(expected: Appointment | null, actual: Appointment | null): Difference[] {
	const { uid } = expected ?? actual ?? { uid: '' };
	if (!expected || !actual) {
		return [{ kind: expected ? 'missing' : 'surplus', uid, expected, actual }];
	}
	return columns.flatMap(([kind, column]) => {
		if (expected[column] === actual[column]) return [];
		const isMark = kind === 'status' && [expected.status, actual.status].includes('no_show');
		return [{ kind: isMark ? 'no-show' : kind, uid, expected, actual }];
	});
}
