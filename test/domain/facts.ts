import { type Fact, type HandEdits, wholeBooking } from '../../nodes/shared/domain/fact';
import { type FactKind, stampOf } from '../../nodes/shared/domain/stamp';

type Said = Partial<NonNullable<Fact['news']>>;

/** Properties ask for the same few times some hundred thousand times. */
const remembered = (timeOf: (n: number) => number) => {
	const known = new Map<number, string>();
	return (n: number): string => {
		const iso = known.get(n) ?? new Date(timeOf(n)).toISOString();
		known.set(n, iso);
		return iso;
	};
};

/** 2026-11-01, so many minutes after 08:00 UTC. */
export const minute = remembered((n) => Date.UTC(2026, 10, 1, 8, n));

/** A slot in December: the hour that a booking begins at. */
export const slot = remembered((hour) => Date.UTC(2026, 11, 1, hour));

export const nothingSaid: NonNullable<Fact['news']> = {
	type: null,
	title: null,
	startsAt: null,
	endsAt: null,
	status: null,
	location: null,
	meetingUrl: null,
	cancellationReason: null,
};

const statusSaid: Partial<Record<FactKind, 'scheduled' | 'cancelled'>> = {
	requested: 'scheduled',
	created: 'scheduled',
	rescheduled: 'scheduled',
	cancelled: 'cancelled',
	rejected: 'cancelled',
};

let facts = 0;

/** 64 hex digits as a dedupe key has them: unique, and in no order (an odd factor permutes 32 bits). */
const nextKey = (): string =>
	(Math.imul(facts++, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').repeat(8);

/** What an event of Mara's booking said `n` minutes after 08:00; each call is another event. */
export function fact(kind: FactKind, n: number, said: Said = {}, more: Partial<Fact> = {}): Fact {
	const eventKey = nextKey();
	return {
		stamp: stampOf(minute(n), kind, eventKey),
		eventKey,
		kind,
		uid: 'uidA',
		address: wholeBooking,
		person: 'mara',
		leadId: 1,
		news: { ...nothingSaid, status: statusSaid[kind] ?? null, ...said },
		noShow: null,
		edits: null,
		...more,
	};
}

export const noShow = (n: number, mark: boolean, more: Partial<Fact> = {}): Fact =>
	fact('no_show', n, {}, { noShow: mark, ...more });

export const byHand = (n: number, edits: HandEdits): Fact =>
	fact('by_hand', n, {}, { edits, news: null, person: null, leadId: null });

/** A value that must be there. */
export function given<T>(value: T | null | undefined): T {
	if (value === null || value === undefined) throw new Error('It is empty.');
	return value;
}

/** Every order of a short list. */
export function permutations<T>(list: readonly T[]): T[][] {
	if (list.length <= 1) return [[...list]];
	return list.flatMap((first, index) =>
		permutations([...list.slice(0, index), ...list.slice(index + 1)]).map((rest) => [
			first,
			...rest,
		]),
	);
}
