import type { ParseSettings } from '../parseSettings';

type TypeRules = Pick<ParseSettings, 'bookingTypes' | 'defaultBookingType'>;

const comparable = (text: string): string => text.normalize('NFC').toLowerCase().trim();

/**
 * The booking type for the titles of a booking: the first rule whose text is part of the first
 * title (case-insensitive), else of the second, and so on; else the default type. A rule without
 * text never matches.
 */
export function bookingTypeOf(titles: ReadonlyArray<string | null>, settings: TypeRules): string {
	for (const title of titles) {
		const wanted = comparable(title ?? '');
		const rule = settings.bookingTypes.find(({ titleContains }) => {
			const text = comparable(titleContains);
			return text !== '' && wanted.includes(text);
		});
		if (rule) return rule.bookingType;
	}
	return settings.defaultBookingType;
}

/** A booking type in words: 'level_check' → 'Level Check'. */
export function bookingTypeLabel(bookingType: string): string {
	return bookingType
		.split(/[_\s-]+/u)
		.filter((word) => word !== '')
		.map((word) => word.replace(/^./u, (letter) => letter.toUpperCase()))
		.join(' ');
}
