import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a page may stay open before its forms are refused. */
const lifeMs = 12 * 3_600_000;

/** A token that only a page made for this user holds. */
export function formToken(key: string, userId: string, now: Date): string {
	const ends = String(now.getTime() + lifeMs);
	return `${ends}.${signature(key, userId, ends)}`;
}

export function isFormToken(key: string, userId: string, token: string, now: Date): boolean {
	const [ends = '', signed = ''] = token.split('.', 2);
	const wanted = Buffer.from(signature(key, userId, ends));
	const given = Buffer.from(signed);
	return (
		wanted.length === given.length && timingSafeEqual(wanted, given) && Number(ends) > now.getTime()
	);
}

function signature(key: string, userId: string, ends: string): string {
	return createHmac('sha256', key)
		.update(JSON.stringify([userId, ends]))
		.digest('base64url');
}
