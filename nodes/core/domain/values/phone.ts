import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { maxLengths, textOrNull, withoutFormatting } from './text';

/** Reads the whole text as one number: no digging numbers out of sentences. */
function parse(text: string, defaultCountry: string) {
	const number = parsePhoneNumberFromString(text, {
		// An unknown country is ignored by the library: only numbers with a country code parse then.
		defaultCountry: defaultCountry.toUpperCase() as CountryCode,
		extract: false,
	});
	if (number === undefined) return null;
	// Without a country code any five digits would do, as a number of the default country.
	const international = /^\s*(\+|00)/.test(text);
	const complete = number.isValid() && number.nationalNumber.length >= 7;
	return (international ? number.isPossible() : complete) ? number : null;
}

function isDialCode(typed: string): boolean {
	return /^\D*(?:\+|00)/.test(typed) && typed.replace(/\D|^\D*00/g, '').length <= 4;
}

/**
 * A phone number as we keep it.
 * @param defaultCountry ISO 3166-1 alpha-2, for numbers typed without a country code
 * @returns E.164 where it parses, else as typed (trimmed; extensions can't be said in E.164);
 * null when empty
 */
export function normalisePhone(
	raw: string | null | undefined,
	defaultCountry: string,
): string | null {
	const typed = textOrNull(raw, maxLengths.phone);
	// Forms fill in the dial code before anyone types: '+371' alone is nobody's number.
	if (typed === null || isDialCode(typed)) return null;
	const number = parse(typed, defaultCountry);
	return number === null || number.ext ? typed : number.number;
}

/** Whether a text (Cal.com's `location`, say) is a phone number and nothing else. */
export function looksLikePhone(text: string, defaultCountry: string): boolean {
	const visible = withoutFormatting(text).trim();
	return /^(\+|0)[\d\s()./-]{6,24}$/.test(visible) && parse(visible, defaultCountry) !== null;
}
