import fc from 'fast-check';

import type { BookingEvent } from '../../nodes/shared/domain/event';
import { read } from './events';
import { bodyOf, type News } from './lives';

const byText = new Map<string, BookingEvent>();
const byNews = new WeakMap<News, BookingEvent>();

/** The event that a piece of news is read as; each different one is read once. */
export function eventOf(news: News): BookingEvent {
	const known = byNews.get(news);
	if (known) return known;
	const text = JSON.stringify(news);
	const event = byText.get(text) ?? read(bodyOf(news));
	byText.set(text, event);
	byNews.set(news, event);
	return event;
}

/** A life without news that the inbox knows for repeats. */
export function distinct(life: readonly News[]): News[] {
	const keys = life.map((news) => eventOf(news).event.key);
	return life.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** All of a list in any order, up to four of them twice or more often. */
export function anyArrival<T>(list: readonly T[]): fc.Arbitrary<T[]> {
	return fc.array(fc.constantFrom(...list), { maxLength: 4 }).chain((repeats) => {
		const all = [...list, ...repeats];
		return fc.shuffledSubarray(all, { minLength: all.length });
	});
}

/** A life, and an order in which it arrives. */
export function arriving(lives: fc.Arbitrary<News[]>) {
	return lives
		.map(distinct)
		.chain((life) => fc.record({ life: fc.constant(life), arrived: anyArrival(life) }));
}
