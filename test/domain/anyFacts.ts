import fc from 'fast-check';

import { everyone, type Fact, type HandEdits, wholeBooking } from '../../nodes/shared/domain/fact';
import type { FactKind } from '../../nodes/shared/domain/stamp';
import { fact, slot } from './facts';

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const text = (name: string) => maybe(fc.constantFrom(`${name} 1`, `${name} 2`, `${name} 3`));
const time = maybe(fc.integer({ min: 9, max: 12 }).map(slot));

const said = fc.record({
	type: maybe(fc.constantFrom('level_check', 'consultation')),
	title: text('title'),
	startsAt: time,
	endsAt: time,
	location: text('location'),
	meetingUrl: text('url'),
	cancellationReason: text('reason'),
});

export const anyEdits: fc.Arbitrary<HandEdits> = fc.record(
	{
		leadId: fc.integer({ min: 7, max: 9 }),
		title: text('typed'),
		startsAt: time,
		location: text('room'),
		status: fc.constantFrom('scheduled', 'cancelled', 'completed', 'no_show'),
		assignedTeacherId: maybe(fc.integer({ min: 20, max: 22 })),
	},
	{ requiredKeys: [] },
);

const kinds: FactKind[] = ['requested', 'created', 'rescheduled', 'cancelled', 'rejected'];

/** A fact of any kind by one of two people under one of two uids; few moments, so that many are equal. */
export const anyFact = (
	of: readonly FactKind[] = [...kinds, 'no_show', 'ended', 'other', 'by_hand'],
	moments = { min: 10, max: 14 },
): fc.Arbitrary<Fact> =>
	fc
		.record({
			kind: fc.constantFrom(...of),
			n: fc.integer(moments),
			said,
			edits: anyEdits,
			uid: fc.constantFrom('uidA', 'uidB'),
			person: fc.constantFrom('mara', 'tomas', null),
			address: fc.constantFrom(wholeBooking, everyone, 'mara'),
			noShow: maybe(fc.boolean()),
		})
		.map(({ kind, n, said, edits, person, ...rest }) => {
			const hand = kind === 'by_hand' ? { edits, news: null } : {};
			const leadId = person && (person === 'mara' ? 1 : 2);
			return fact(kind, n, said, { ...rest, person, leadId, ...hand });
		});

export const anyFacts = fc.array(anyFact(), { maxLength: 9 });
