import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';

import { eventKinds } from '../../nodes/shared/domain/event';
import { inOrder, project } from '../../nodes/shared/domain/project';
import { anyEdits, anyFact, anyFacts } from './anyFacts';
import { byHand, fact, noShow, slot } from './facts';

function holds<T>(property: fc.IProperty<T>, numRuns = 1000): void {
	fc.assert(property, { numRuns: Number(process.env['MTL_TEST_RUNS'] ?? numRuns) });
}

/** An event that says everything. */
const full = fact('created', 9, {
	type: 'trial_class',
	title: 'full title',
	startsAt: slot(8),
	endsAt: slot(9),
	location: 'full location',
	meetingUrl: 'full url',
});

test('Facts add up to the same booking in any order and however often they are repeated', () => {
	const twice = anyFacts.chain((facts) =>
		fc
			.tuple(fc.subarray(facts), fc.subarray(facts))
			.chain((repeats) =>
				fc.shuffledSubarray([...facts, ...repeats.flat()], {
					minLength: facts.length + repeats.flat().length,
				}),
			)
			.map((arrived) => ({ facts, arrived })),
	);
	holds(
		fc.property(twice, ({ facts, arrived }) => deepStrictEqual(project(arrived), project(facts))),
		3000,
	);
});

test('An event older than one that says everything changes no field that is not empty', () => {
	holds(
		fc.property(anyFacts, anyFact(eventKinds, { min: 0, max: 8 }), (newer, older) => {
			const [person, leadId] = older.person ? ['mara', 1] : [null, null];
			const before = project([full, ...newer]);
			const after = project([full, ...newer, { ...older, person, leadId }]);
			const filled = Object.entries(before).filter(([, value]) => value !== null);
			deepStrictEqual({ ...after, ...Object.fromEntries(filled) }, after);
		}),
	);
});

test('What a hand sets is not undone by older or equal events', () => {
	const events = fc.array(anyFact(eventKinds), { maxLength: 8 });
	holds(
		fc.property(events, anyEdits, (facts, edits) => {
			deepStrictEqual(project([...facts, byHand(14, edits)]), { ...project(facts), ...edits });
		}),
	);
});

test('An end completes only what is scheduled, under its uid and in its slot', () => {
	holds(
		fc.property(anyFacts, anyFact(['ended'], { min: 15, max: 15 }), (facts, someEnd) => {
			const end = { ...someEnd, person: null, leadId: null };
			const before = project(facts);
			const after = project([...facts, end]);
			if (after.status === before.status) return;
			deepStrictEqual([before.status, after.status], ['scheduled', 'completed']);
			deepStrictEqual(after.uid, end.uid);
			if (end.news?.startsAt) deepStrictEqual(after.startsAt, end.news.startsAt);
		}),
	);
});

test('A no-show mark of the person sets the status, and clearing it brings back the one before', () => {
	const others = fc.array(anyFact(['created', 'rescheduled', 'cancelled', 'ended', 'other']), {
		maxLength: 7,
	});
	holds(
		fc.property(others, (facts) => {
			const known = [full, ...facts];
			const marked = [...known, noShow(15, true)];
			deepStrictEqual(project(marked).status, 'no_show');
			deepStrictEqual(project([...marked, noShow(16, false)]).status, project(known).status);
		}),
	);
});

test('The state carries the time of the newest event, and hands are no events', () => {
	holds(
		fc.property(anyFacts, (facts) => {
			const newest = inOrder(facts.filter(({ edits }) => !edits)).at(-1);
			deepStrictEqual(project(facts).lastEventAt, newest?.stamp.slice(0, 24) ?? null);
		}),
	);
});
