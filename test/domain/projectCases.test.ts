import { project } from '../../nodes/shared/domain/project';
import { byHand, fact, noShow, permutations, slot } from './facts';

const at9 = { startsAt: slot(9) };
const at11 = { startsAt: slot(11) };

const cases: Array<[string, ReturnType<typeof fact>[], Record<string, unknown>]> = [
	[
		'nothing is a blank that would take place',
		[],
		{ status: 'scheduled', startsAt: null, leadId: null, uid: null },
	],
	[
		'a created booking is scheduled',
		[fact('created', 1, at9)],
		{ status: 'scheduled', startsAt: slot(9) },
	],
	['a requested booking is scheduled', [fact('requested', 1)], { status: 'scheduled' }],
	[
		'a cancelled one is cancelled',
		[fact('created', 1), fact('cancelled', 2)],
		{ status: 'cancelled' },
	],
	[
		'a rejected one is cancelled',
		[fact('requested', 1), fact('rejected', 2)],
		{ status: 'cancelled' },
	],
	[
		'a reschedule after a cancellation revives it and drops the reason',
		[fact('cancelled', 1, { cancellationReason: 'ill' }), fact('rescheduled', 2, at11)],
		{ status: 'scheduled', startsAt: slot(11), cancellationReason: null },
	],
	[
		'a reschedule that is older than the cancellation changes nothing of it',
		[fact('rescheduled', 1, at11), fact('cancelled', 2, { ...at9, cancellationReason: 'ill' })],
		{ status: 'cancelled', startsAt: slot(9), cancellationReason: 'ill' },
	],
	[
		'the time of the newest event counts, and its key',
		[
			fact('created', 1, at9, { eventKey: 'a' }),
			fact('rescheduled', 2, at11, { eventKey: 'b', uid: 'uidB' }),
		],
		{ startsAt: slot(11), eventKey: 'b', uid: 'uidB', lastEventAt: '2026-11-01T08:02:00.000Z' },
	],
	[
		'an end completes it',
		[fact('created', 1, at9), fact('ended', 2, at9)],
		{ status: 'completed' },
	],
	[
		'an end completes no cancelled one',
		[fact('cancelled', 1), fact('ended', 2)],
		{ status: 'cancelled' },
	],
	[
		'an end of a slot that was left completes nothing',
		[fact('rescheduled', 1, at11), fact('ended', 2, at9)],
		{ status: 'scheduled' },
	],
	[
		'an end under a uid that was left completes nothing',
		[fact('rescheduled', 1, at9, { uid: 'uidB' }), fact('ended', 2, at9)],
		{ status: 'scheduled' },
	],
	['a mark is a no-show', [fact('created', 1), noShow(2, true)], { status: 'no_show' }],
	[
		'a mark set and cleared leaves what was',
		[fact('created', 1), noShow(2, true), noShow(3, false)],
		{ status: 'scheduled' },
	],
	[
		'a mark cleared after the end leaves a completed one',
		[fact('created', 1, at9), noShow(2, true), fact('ended', 3, at9), noShow(4, false)],
		{ status: 'completed' },
	],
	[
		'a mark after the end is a no-show',
		[fact('created', 1), fact('ended', 2), noShow(3, true)],
		{ status: 'no_show' },
	],
	[
		'clearing a mark that was never set does nothing',
		[fact('cancelled', 1), noShow(2, false)],
		{ status: 'cancelled' },
	],
	[
		"a mark of somebody else's is not this booking's",
		[fact('created', 1), noShow(2, true, { person: 'guest' })],
		{ status: 'scheduled', leadId: 1 },
	],
	[
		'a reschedule ends a no-show',
		[fact('created', 1), noShow(2, true), fact('rescheduled', 3)],
		{ status: 'scheduled' },
	],
	[
		'other news fills what is empty and changes nothing else',
		[
			fact('created', 1, { ...at9, title: 'A' }),
			fact('other', 2, { ...at11, title: 'B', location: 'Zoom' }),
		],
		{ startsAt: slot(9), title: 'A', location: 'Zoom', status: 'scheduled' },
	],
	[
		'a default type does not replace one that a title gave',
		[
			fact('created', 1, { title: 'Trial', type: 'trial_class' }),
			fact('cancelled', 2, { type: 'level_check' }),
		],
		{ type: 'trial_class', title: 'Trial' },
	],
	[
		'the lead is the one of the person who booked, whoever is named later',
		[fact('created', 1), fact('cancelled', 2, {}, { person: 'tomas', leadId: 2 })],
		{ leadId: 1 },
	],
	[
		'the lead is found by any event of the same person',
		[fact('created', 1, {}, { leadId: null }), fact('cancelled', 2, {}, { leadId: 5 })],
		{ leadId: 5 },
	],
	[
		'a hand sets what it sets and nothing else',
		[fact('created', 1, at9), byHand(2, { status: 'completed', assignedTeacherId: 7 })],
		{
			status: 'completed',
			assignedTeacherId: 7,
			startsAt: slot(9),
			lastEventAt: '2026-11-01T08:01:00.000Z',
		},
	],
	[
		'a newer reschedule changes of it only what it says',
		[
			byHand(2, { status: 'completed', assignedTeacherId: 7, location: 'Room 1' }),
			fact('rescheduled', 3, at11),
		],
		{ status: 'scheduled', assignedTeacherId: 7, location: 'Room 1', startsAt: slot(11) },
	],
];

test.each(cases)('%s, in whatever order it arrives', (_sentence, facts, expected) => {
	for (const order of permutations(facts)) expect(project(order)).toMatchObject(expected);
});

test.each([
	['requested', 'created', 'scheduled'],
	['created', 'rescheduled', 'scheduled'],
	['rescheduled', 'cancelled', 'cancelled'],
	['rescheduled', 'rejected', 'cancelled'],
	['created', 'cancelled', 'cancelled'],
	['cancelled', 'ended', 'cancelled'],
	['rescheduled', 'ended', 'completed'],
] as const)(
	'of a %s and a %s at the same moment the second one counts last',
	(first, second, status) => {
		const facts = [fact(first, 1, { title: 'first' }), fact(second, 1, { title: 'second' })];
		const title = second === 'ended' ? 'first' : 'second';
		for (const order of permutations(facts))
			expect(project(order)).toMatchObject({ status, title });
	},
);
