import { createHmac, timingSafeEqual } from 'node:crypto';

/** 128 bits in base64url. */
const signatureLength = 22;

const signatureOf = (id: string, key: string) =>
	createHmac('sha256', key).update(`lead ${id}`).digest('base64url').slice(0, signatureLength);

/**
 * The token of a lead for booking links: its id and a signature, without personal data and safe in
 * an address.
 *
 * @param leadId `leads.id`
 * @param key only known to this database
 */
export function leadToken(leadId: number, key: string): string {
	const id = leadId.toString(36);
	return `${id}.${signatureOf(id, key)}`;
}

/** The `leads.id` that a token was made for; null for any other text. */
export function leadIdOf(token: string, key: string): number | null {
	const [, id, signature] = /^([0-9a-z]{1,11})\.([\w-]{22})$/.exec(token) ?? [];
	if (id === undefined || signature === undefined) return null;
	const right = timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(id, key)));
	const leadId = parseInt(id, 36);
	return right && Number.isSafeInteger(leadId) ? leadId : null;
}
