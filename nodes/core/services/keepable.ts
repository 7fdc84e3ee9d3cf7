import { MtlError } from '../domain/errors';
import type { NewInboxEvent } from '../db/repositories/inbox';

/**
 * The delivery as a column of the inbox takes it that refused it before; null if nothing more can
 * be done. JSON says the same in ASCII, and an event can do without its time, which its body names.
 */
export function keepable(delivery: NewInboxEvent, error: unknown): NewInboxEvent | null {
	if (!(error instanceof MtlError) || error.code !== 'data') return null;
	const { payload, reading, occurredAt, error: reason } = delivery;
	switch (error.column.name) {
		case 'payload':
			return payload === null || ascii(payload) === payload
				? null
				: { ...delivery, payload: ascii(payload) };
		case 'reading':
			return reading === null ? null : { ...delivery, reading: null };
		case 'error_message':
			return reason === null ? null : { ...delivery, error: null };
		case 'occurred_at': {
			const note = `occurred_at was left out. ${error.message}`;
			return occurredAt === null ? null : { ...delivery, occurredAt: null, note };
		}
		case undefined:
		default:
			return null;
	}
}

/** The same JSON with every other character escaped, for a column of any character set. */
function ascii(json: string): string {
	return json.replace(
		/[\u0080-\uffff]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
