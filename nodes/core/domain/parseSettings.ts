/**
 * How bodies are parsed: set on the node and stored with the inbox row, so that a later run parses
 * them in the same way.
 */
export interface ParseSettings {
	/** First rule whose text is part of the title wins (case-insensitive). */
	bookingTypes: ReadonlyArray<{ titleContains: string; bookingType: string }>;
	defaultBookingType: string;
	/** ISO 3166-1 alpha-2, for phone numbers typed without a country code. */
	defaultCountry: string;
	/**
	 * The school's own phone numbers, which are never a guest's. Missing in settings stored by
	 * older versions.
	 */
	ownPhones?: readonly string[];
}

/** The guide's rules. */
export const defaultParseSettings: ParseSettings = {
	bookingTypes: [
		{ titleContains: 'level check', bookingType: 'level_check' },
		{ titleContains: 'consultation', bookingType: 'consultation' },
		{ titleContains: 'trial', bookingType: 'trial_class' },
	],
	defaultBookingType: 'level_check',
	defaultCountry: 'NL',
};
