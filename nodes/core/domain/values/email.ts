import { withoutFormatting } from './text';

const maxEmailLength = 320; // 64 + '@' + 255 (RFC 5321)
const impossible = /[\s\p{Cc}\p{Surrogate}]|^@|@$/u;
const fabricated = /^(\d+)@sms\.cal\.com$/;

/**
 * One person = one normalised e-mail: trimmed, lower case, NFC, nothing more (dots and tags stay,
 * because removing them would merge different people).
 * @returns null if it is missing or clearly not an address (no '@', whitespace or control
 * characters inside, longer than 320 characters)
 */
export function normaliseEmail(raw: string | null | undefined): string | null {
	// Most texts of a body end here.
	if (typeof raw !== 'string' || !raw.includes('@')) return null;
	const visible = withoutFormatting(raw).trim();
	const email = visible.normalize('NFC').toLowerCase().normalize('NFC');
	if (email.length > maxEmailLength || impossible.test(email)) return null;
	return email;
}

/** The digits of `<digits>@sms.cal.com`, the address Cal.com makes up for bookings by phone; else null. */
export function fabricatedEmailDigits(email: string): string | null {
	return fabricated.exec(normaliseEmail(email) ?? '')?.[1] ?? null;
}

/** The address that Cal.com makes up for a person with only a phone number. */
export function fabricatedEmail(phone: string): string {
	return `${phone.replace(/\D/g, '')}@sms.cal.com`;
}
