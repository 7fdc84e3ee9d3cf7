import type { IncomingMessage } from 'node:http';

import { maxBodyBytes } from '../core/services/reception';
import type { BodyRefusal } from '../core/services/answers';

/**
 * `rawBody`: the bytes that n8n has already read and inflated, for the content types that it
 * parses.
 */
export type Request = IncomingMessage & { rawBody?: Buffer };

export type BodyRead = { ok: true; bytes: Buffer } | { ok: false; reason: BodyRefusal };

/**
 * How much of a body is read before it is refused: most senders read no answer until everything is
 * sent.
 */
const maxDrainedBytes = 16 * maxBodyBytes;

/**
 * The bytes of a delivery as signed. Never throws, and never keeps more than 1 MiB. A sender that
 * hangs up or is too slow is refused as unreadable: Node gives a request 5 minutes to arrive.
 */
export async function readBody(request: Request): Promise<BodyRead> {
	const { 'content-encoding': encoding = 'identity' } = request.headers;
	if (encoding.toLowerCase() !== 'identity') return { ok: false, reason: 'compressed' };
	if (request.rawBody) return { ok: true, bytes: request.rawBody };
	// n8n has already consumed the bytes of a form with files.
	if (!request.readable) return { ok: false, reason: 'unreadable' };
	return await new Promise((resolve) => {
		const parts: Buffer[] = [];
		let length = 0;
		const tooLarge = () => resolve({ ok: false, reason: 'too-large' });
		request.on('data', (part: Buffer) => {
			length += part.length;
			if (length <= maxBodyBytes) parts.push(part);
			else parts.length = 0;
			if (length > maxDrainedBytes) tooLarge();
		});
		request.once('end', () => {
			if (length > maxBodyBytes) tooLarge();
			else resolve({ ok: true, bytes: Buffer.concat(parts) });
		});
		for (const over of ['error', 'close']) {
			request.once(over, () => resolve({ ok: false, reason: 'unreadable' }));
		}
	});
}
