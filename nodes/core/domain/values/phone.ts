import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';
import { maxLengths, textOrNull, withoutFormatting } from './text';

/** Reads the whole text as one number; numbers inside sentences are not extracted. */
function parse(text: string, defaultCountry: string) {
	const number = parsePhoneNumberFromString(text, {
		// The library ignores an unknown country; then only numbers with a country code parse.
		defaultCountry: defaultCountry.toUpperCase() as CountryCode,
		extract: false,
	});
	if (number === undefined) return null;
	// Without a country code, any five digits would pass as a number in the default country.
	const international = /^\s*(\+|00)/.test(text);
	const complete = number.isValid() && number.nationalNumber.length >= 7;
	return (international ? number.isPossible() : complete) ? number : null;
}

function isDialCode(typed: string): boolean {
	return /^\D*(?:\+|00)/.test(typed) && typed.replace(/\D|^\D*00/g, '').length <= 4;
}

/**
 * A phone number in the form in which it is stored.
 * @param defaultCountry ISO 3166-1 alpha-2, for numbers typed without a country code
 * @returns E.164 if it parses, else as typed (trimmed; E.164 has no extensions); null if empty
 */
export function normalisePhone(
	raw: string | null | undefined,
	defaultCountry: string,
): string | null {
	const typed = textOrNull(raw, maxLengths.phone);
	// Forms prefill the dial code, so '+371' alone is not a phone number.
	if (typed === null || isDialCode(typed)) return null;
	const number = parse(typed, defaultCountry);
	return number === null || number.ext ? typed : number.number;
}

/** Whether a text (Cal.com's `location`, say) is a phone number and nothing else. */
export function looksLikePhone(text: string, defaultCountry: string): boolean {
	const visible = withoutFormatting(text).trim();
	return /^(\+|0)[\d\s()./-]{6,24}$/.test(visible) && parse(visible, defaultCountry) !== null;
}
