import { type Appointment, foldHistory } from '../../nodes/core/domain/booking/foldHistory';
import { entriesOf } from '../../nodes/core/domain/booking/historyEntry';
import { read, variant } from '../support/events';
import { permutations, slot } from './moments';

type Json = Record<string, unknown>;

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 8, minute)).toISOString();
const emails = (...who: string[]) => who.map((name) => ({ name, email: `${name}@kunde.example` }));
const answered = (who: string) => ({ responses: { email: { value: `${who}@kunde.example` } } });

/** A seat that a person takes in a class. */
const taken = (who: string, uid: string, minute: number, hour: number, seat = `${who}-${uid}`) =>
	variant('booking_created.seat_first', at(minute), {
		...{ uid, attendeeSeatId: seat, attendees: emails(who), startTime: slot(hour) },
		...answered(who),
	});
const seatMoved = (
	who: string,
	from: string,
	to: string,
	minute: number,
	hour: number,
	seat: string,
) =>
	variant('booking_rescheduled.seat_attendee_existing_slot', at(minute), {
		...{ uid: to, rescheduleUid: from, attendeeSeatId: seat, attendees: emails(who) },
		...{ startTime: slot(hour), rescheduledBy: `${who}@kunde.example` },
		...answered(who),
	});
const classMoved = (from: string, to: string, minute: number, hour: number, ...who: string[]) =>
	variant('booking_rescheduled.seat_owner_same_uid', at(minute), {
		...{ uid: to, rescheduleUid: from, startTime: slot(hour), attendees: emails(...who) },
		rescheduleStartTime: undefined,
	});
const closed = (uid: string, minute: number, ...who: string[]) =>
	variant('booking_cancelled', at(minute), { uid, seatsPerTimeSlot: 8, attendees: emails(...who) });
const single = (name: string, minute: number, payload: Json) => variant(name, at(minute), payload);

/** The place of each booking, and whether it takes place. */
function comesTo(bodies: readonly Json[]): string[] {
	const history = bodies
		.map((body) => read(body))
		.flatMap((event) => entriesOf(event, { leadIds: new Map(), teacher: null }))
		.map((entry, index) => ({ ...entry, id: index + 1 }));
	const shown = ({ state, places }: Appointment) =>
		`${places.at(-1)?.uid} ${state.startsAt?.slice(11, 13)} ${state.status}`;
	return foldHistory(history).map(shown).sort();
}

test.each<[string, Json[], string[]]>([
	[
		'Whoever sits in both classes that are merged loses the seat that moves',
		[
			taken('mara', 'A', 0, 9),
			taken('mara', 'B', 1, 10),
			taken('ana', 'A', 2, 9),
			classMoved('A', 'B', 30, 10, 'mara', 'ana'),
		],
		['A 09 cancelled', 'B 10 scheduled', 'B 10 scheduled'],
	],
	[
		'A class that is moved onto another class and lists no one closes the other class',
		[taken('mara', 'A', 0, 9), taken('ana', 'B', 1, 10), classMoved('A', 'B', 30, 10)],
		['A 09 scheduled', 'B 10 cancelled'],
	],
	[
		'Whoever is booked into a class that is over is booked into nothing',
		[taken('mara', 'A', 0, 9), closed('A', 10, 'mara'), taken('ana', 'A', 20, 9)],
		['A 09 cancelled', 'A 09 cancelled'],
	],
	[
		'Of two moves of one seat made at once, the one that gave it a new reference stands',
		[
			taken('mara', 'A', 0, 9, 's1'),
			taken('ana', 'B', 0, 10, 's9'),
			seatMoved('mara', 'A', 'B', 10, 10, 's1'),
			seatMoved('mara', 'A', 'C', 10, 11, 's2'),
		],
		['B 10 scheduled', 'C 11 scheduled'],
	],
	[
		'Two seats of one person are two bookings',
		[
			taken('mara', 'A', 0, 9, 's1'),
			taken('mara', 'A', 1, 9, 's2'),
			seatMoved('mara', 'A', 'B', 10, 10, 's2'),
		],
		['A 09 scheduled', 'B 10 scheduled'],
	],
	[
		'What was declined can be confirmed after all',
		[
			single('booking_requested', 0, { uid: 'A', startTime: slot(9) }),
			single('booking_created.after_confirmation', 1, { uid: 'A', startTime: slot(9) }),
			single('booking_rejected', 2, { uid: 'A', startTime: slot(9) }),
		],
		['A 09 scheduled'],
	],
	[
		'What is confirmed within two minutes of its cancellation stays cancelled',
		[
			single('booking_requested', 0, { uid: 'A', startTime: slot(9) }),
			single('booking_cancelled', 10, { uid: 'A', startTime: slot(9) }),
			single('booking_created.after_confirmation', 11, { uid: 'A', startTime: slot(9) }),
		],
		['A 09 cancelled'],
	],
	[
		'What is confirmed four minutes after its cancellation lives again',
		[
			single('booking_requested', 0, { uid: 'A', startTime: slot(9) }),
			single('booking_cancelled', 10, { uid: 'A', startTime: slot(9) }),
			single('booking_created.after_confirmation', 14, { uid: 'A', startTime: slot(9) }),
		],
		['A 09 scheduled'],
	],
	[
		'What was never requested does not live again',
		[
			single('booking_created.basic', 20, { uid: 'A', startTime: slot(9) }),
			single('booking_cancelled', 10, { uid: 'A', startTime: slot(9) }),
		],
		['A 09 cancelled'],
	],
	[
		'A request to move that names no predecessor is linked by the first uid and the sequence',
		[
			single('booking_created.basic', 0, { uid: 'A', startTime: slot(9), iCalUID: 'A@Cal.diy' }),
			single('booking_requested', 5, {
				...{ uid: 'B', startTime: slot(10), rescheduleUid: undefined },
				...{ iCalUID: 'A@Cal.diy', iCalSequence: 1 },
			}),
		],
		['B 10 scheduled'],
	],
	[
		'Such a request is a booking of its own where its predecessor is cancelled',
		[
			single('booking_created.basic', 0, { uid: 'A', startTime: slot(9), iCalUID: 'A@Cal.diy' }),
			single('booking_cancelled', 4, { uid: 'A', startTime: slot(9) }),
			single('booking_requested', 5, {
				...{ uid: 'B', startTime: slot(10), rescheduleUid: undefined },
				...{ iCalUID: 'A@Cal.diy', iCalSequence: 1 },
			}),
		],
		['A 09 cancelled', 'B 10 scheduled'],
	],
])('%s, in any order of arrival', (_sentence, bodies, expected) => {
	for (const order of permutations(bodies)) expect(comesTo(order)).toEqual(expected);
});
