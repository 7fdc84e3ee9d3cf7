import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignatureRefusal =
	| 'no-secret-configured'
	| 'header-missing'
	| 'no-secret-provided' // Cal.com's literal for a webhook without a secret
	| 'malformed'
	| 'mismatch';

export type SignatureResult = { ok: true } | { ok: false; reason: SignatureRefusal };

/** The header that carries the signature, as Node names it. */
export const signatureHeader = 'x-cal-signature-256';

/** HMAC-SHA256 of the body bytes as sent: 64 lower-case hex digits, no prefix. */
export function sign(rawBody: Buffer | string, secret: string): string {
	return createHmac('sha256', secret).update(rawBody).digest('hex');
}

/**
 * Checks a delivery before any of it is parsed. Fails closed.
 * @param rawBody the bytes as received
 * @param header value of `X-Cal-Signature-256`
 * @param secrets all secrets valid now (current and previous); empty ones are ignored
 * @returns never throws; all secrets are compared, each in constant time
 */
export function verifySignature(
	rawBody: Buffer,
	header: string | string[] | undefined,
	secrets: readonly string[],
): SignatureResult {
	const usable = secrets.filter((secret) => secret.trim() !== '');
	if (usable.length === 0) return { ok: false, reason: 'no-secret-configured' };
	const values = (Array.isArray(header) ? header : [header]).filter((value) => value);
	if (values.length === 0) return { ok: false, reason: 'header-missing' };
	const value = values[0] ?? '';
	if (values.length === 1 && value === 'no-secret-provided') {
		return { ok: false, reason: 'no-secret-provided' };
	}
	if (values.length > 1 || !/^[0-9a-f]{64}$/.test(value)) {
		return { ok: false, reason: 'malformed' };
	}
	const given = Buffer.from(value);
	const matches = usable.map((secret) =>
		timingSafeEqual(Buffer.from(sign(rawBody, secret)), given),
	);
	return matches.includes(true) ? { ok: true } : { ok: false, reason: 'mismatch' };
}
