import { gzipSync } from 'node:zlib';

import { sign } from '../../nodes/core/calcom/signature';

/** A delivery that must be refused, and how. */
export interface BadRequest {
	name: string;
	status: number;
	reason: string;
	headers: Record<string, string | string[]>;
	body: Buffer;
}

const header = 'X-Cal-Signature-256';
const mebibyte = 1024 * 1024;

/** The same JSON with the keys of its objects in the opposite order. */
function turned(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, item]) => [key, turned(item)]),
	);
}

/**
 * Every request that must not pass as a delivery from Cal.com.
 * @param body a good delivery, compact JSON
 * @param secret the valid secret
 */
export function badRequests(body: string, secret: string): BadRequest[] {
	const good = sign(body, secret);
	const json = { 'Content-Type': 'application/json' };
	const unsigned = (name: string, signature: string | string[] | null, reason: string) => ({
		...{ name, status: 401, reason, body: Buffer.from(body) },
		headers: signature === null ? json : { ...json, [header]: signature },
	});
	const changed = (name: string, bytes: Buffer | string) => ({
		...{ name, status: 401, reason: 'mismatch', body: Buffer.from(bytes) },
		headers: { ...json, [header]: good },
	});
	const other = (name: string, status: number, reason: string, bytes: Buffer, more = {}) => ({
		...{ name, status, reason, body: bytes },
		headers: { ...json, [header]: sign(bytes, secret), ...more },
	});
	const oneByte = Buffer.from(body);
	oneByte.writeUInt8(oneByte.readUInt8(99) ^ 1, 99);
	const parsed = JSON.parse(body) as unknown;
	const gzip = { 'Content-Encoding': 'gzip' };
	return [
		unsigned('without the header', null, 'header-missing'),
		unsigned('with an empty header', '', 'header-missing'),
		unsigned('no-secret-provided', 'no-secret-provided', 'no-secret-provided'),
		unsigned('with the prefix sha256=', `sha256=${good}`, 'malformed'),
		unsigned('with capital hex digits', good.toUpperCase(), 'malformed'),
		unsigned('with half a signature', good.slice(32), 'malformed'),
		unsigned('with the right header twice', [good, good], 'malformed'),
		unsigned('signed with another secret', sign(body, `${secret}x`), 'mismatch'),
		changed('with one bit of the body changed', oneByte),
		changed('with one byte left out', body.slice(0, -1)),
		changed('written anew with white space', JSON.stringify(parsed, null, 2)),
		changed('written anew in another order', JSON.stringify(turned(parsed))),
		changed('with a body that is not JSON', '{oops'),
		changed('with no body', ''),
		other('of 1 MiB and a byte', 413, 'too-large', Buffer.alloc(mebibyte + 1, ' ')),
		other('compressed', 415, 'compressed', gzipSync(body), gzip),
		other('of 64 MiB, compressed to little', 415, 'compressed', bomb(), gzip),
	];
}

let packed: Buffer | undefined;
const bomb = () => (packed ??= gzipSync(Buffer.alloc(64 * mebibyte)));
