import type { ReadingSettings } from './reading';

type TypeRules = Pick<ReadingSettings, 'bookingTypes' | 'defaultBookingType'>;

const comparable = (text: string): string => text.normalize('NFC').toLowerCase().trim();

/**
 * Our booking type for a booking's title: the first rule whose text is part of it wins, whatever the
 * case; else the default type. A rule without text never matches.
 */
export function bookingTypeOf(title: string | null, settings: TypeRules): string {
	const wanted = comparable(title ?? '');
	const rule = settings.bookingTypes.find(({ titleContains }) => {
		const text = comparable(titleContains);
		return text !== '' && wanted.includes(text);
	});
	return rule?.bookingType ?? settings.defaultBookingType;
}

/** How people read a booking type: 'level_check' → 'Level Check'. */
export function bookingTypeLabel(bookingType: string): string {
	return bookingType
		.split(/[_\s-]+/u)
		.filter((word) => word !== '')
		.map((word) => word.replace(/^./u, (letter) => letter.toUpperCase()))
		.join(' ');
}
