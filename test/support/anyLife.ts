import fc from 'fast-check';

import type { Step } from './lives';

/** Each moment has its own texts and slot, so that a few bodies make many lives. */
const wordsAt = (sent: number) => ['Öztürk', 'Weidlich', 'Novák'][sent % 3] as string;
const slotAt = (sent: number) => 3 + (sent % 4);

const step = fc.record({
	what: fc.constantFrom<Step['what'] | 'movedInPlace'>(
		'requested',
		'confirmed',
		'moved',
		'moved',
		'movedInPlace',
		'asked',
		'cancelled',
		'rejected',
		'marked',
		'cleared',
		'ended',
	),
	/** Some steps are sent in the same moment. */
	pause: fc.constantFrom(0, 1, 1),
});
const first = fc.constantFrom<Step['what']>('requested', 'created', 'confirmed');

/** Any life of one person: a booking, then any steps, with a new uid for each move. */
export const anyLife: fc.Arbitrary<Step[]> = fc
	.tuple(first, fc.array(step, { minLength: 2, maxLength: 8 }))
	.map(([what, steps]) => {
		const life: Step[] = [{ what, uid: 'A', sent: 0, slot: 5 }];
		for (const { what: next, pause } of steps) {
			const { uid, ...last } = life.at(-1) as Step;
			const moves = next === 'moved' || next === 'requested';
			const sent = last.sent + pause;
			life.push({
				what: next === 'movedInPlace' ? 'moved' : next,
				...(moves ? { uid: String.fromCharCode(uid.charCodeAt(0) + 1), from: uid } : { uid }),
				slot: moves || next === 'movedInPlace' ? slotAt(sent) : last.slot,
				...(next === 'movedInPlace' && { was: last.slot }),
				sent,
				words: wordsAt(sent),
			});
		}
		return life;
	});

const ofOne = fc.record({
	what: fc.constantFrom('seatTaken', 'seatTaken', 'seatMoved', 'seatLeft', 'marked', 'cleared'),
	who: fc.constantFrom(['Mara'], ['Tomas'], ['Ana']),
});
const ofAll = fc.record({
	what: fc.constantFrom('seatsMoved', 'ended', 'marked'),
	who: fc.constantFrom(['Mara', 'Tomas'], ['Tomas', 'Ana', 'Mara']),
});

/** Anything that people and hosts do with the seats of two appointments, A and B. */
export const anySeats: fc.Arbitrary<Step[]> = fc.array(
	fc
		.tuple(
			fc.oneof({ weight: 3, arbitrary: ofOne }, { weight: 1, arbitrary: ofAll }),
			fc.constantFrom('A', 'B'),
			fc.nat({ max: 6 }),
		)
		.map(([{ what, who }, uid, sent]): Step => {
			const from = what === 'seatMoved' ? { from: uid === 'A' ? 'B' : 'A' } : {};
			return { what, uid, sent, slot: slotAt(sent), words: wordsAt(sent), who, ...from };
		}),
	{ minLength: 2, maxLength: 9 },
);

const causal = fc.constantFrom<Step['what']>(
	'requested',
	'confirmed',
	'moved',
	'moved',
	'asked',
	'cancelled',
	'rejected',
);
const secondsApart = 5 / 3600;

/** Any life of one person within a minute, made of steps that only causal order decides. */
export const anyHastyLife: fc.Arbitrary<Step[]> = fc
	.tuple(first, fc.array(causal, { minLength: 1, maxLength: 6 }))
	.map(([what, steps]) => {
		const life: Step[] = [{ what, uid: 'A', sent: 0, slot: 50 }];
		for (const [index, next] of steps.entries()) {
			const { uid, slot } = life.at(-1) as Step;
			const moves = next === 'moved' || next === 'requested';
			const sent = (index + 1) * secondsApart;
			const to = { uid: String.fromCharCode(uid.charCodeAt(0) + 1), from: uid, slot: slot + 1 };
			life.push({ what: next, sent, words: wordsAt(index), ...(moves ? to : { uid, slot }) });
		}
		return life;
	});

/** Seats in two classes, taken and given up within a minute. */
export const anyHastySeats: fc.Arbitrary<Step[]> = fc
	.array(
		fc.record({
			what: fc.constantFrom<Step['what']>('seatTaken', 'seatTaken', 'seatMoved', 'seatLeft'),
			who: fc.constantFrom(['Mara'], ['Tomas']),
			uid: fc.constantFrom('A', 'B'),
		}),
		{ minLength: 2, maxLength: 6 },
	)
	.map((steps) => {
		const at = new Map<string, string>();
		return steps.flatMap(({ what, who, uid }, index): Step[] => {
			const sits = at.get(who[0] as string);
			const sent = index * secondsApart;
			const slot = (place: string) => (place === 'A' ? 50 : 60);
			if (what === 'seatTaken' ? sits : !sits) return [];
			const from = sits ?? uid;
			const to = from === 'A' ? 'B' : 'A';
			if (what === 'seatLeft') at.delete(who[0] as string);
			else at.set(who[0] as string, what === 'seatMoved' ? to : uid);
			if (what === 'seatMoved') return [{ what, uid: to, from, sent, slot: slot(to), who }];
			const here = what === 'seatTaken' ? uid : from;
			return [{ what, uid: here, sent, slot: slot(here), who, seat: `${who[0]}-${index}` }];
		});
	})
	.filter((life) => life.length > 0);
