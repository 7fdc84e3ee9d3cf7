import fc from 'fast-check';

import type { BookingEvent } from '../../nodes/core/domain/event';
import { read } from './events';
import { bodyOf, type Step } from './lives';

const byText = new Map<string, BookingEvent>();
const byStep = new WeakMap<Step, BookingEvent>();

/** The event parsed from a step; each different step is parsed once. */
export function eventOf(step: Step): BookingEvent {
	const known = byStep.get(step);
	if (known) return known;
	const text = JSON.stringify(step);
	const event = byText.get(text) ?? read(bodyOf(step));
	byText.set(text, event);
	byStep.set(step, event);
	return event;
}

/** A life without the steps that the inbox recognises as repeats. */
export function distinct(life: readonly Step[]): Step[] {
	const keys = life.map((step) => eventOf(step).event.key);
	return life.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** All items of a list in any order, up to four of them repeated. */
export function anyArrival<T>(list: readonly T[]): fc.Arbitrary<T[]> {
	return fc.array(fc.constantFrom(...list), { maxLength: 4 }).chain((repeats) => {
		const all = [...list, ...repeats];
		return fc.shuffledSubarray(all, { minLength: all.length });
	});
}

/** A life and the order in which it arrives. */
export function arriving(lives: fc.Arbitrary<Step[]>) {
	return lives
		.map(distinct)
		.chain((life) => fc.record({ life: fc.constant(life), arrived: anyArrival(life) }));
}
