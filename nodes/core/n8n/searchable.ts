import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** n8n keeps this much of a value. */
const maxLength = 512;

/**
 * Makes the execution findable in n8n's executions list by booking and by person ("Highlighted data"): by each of
 * them, as far as they fit, if the execution works on several events.
 */
export function makeSearchable(functions: IExecuteFunctions, json: IDataObject): void {
	const { booking, attendee } = json as {
		booking?: IDataObject | null;
		attendee?: IDataObject | null;
	};
	const found = { bookingUid: booking?.['uid'], email: attendee?.['email'] };
	for (const [key, value] of Object.entries(found)) {
		if (typeof value !== 'string' || value === '') continue;
		const joined = withValue(functions.customData.get(key), value.slice(0, 255));
		if (joined !== null) functions.customData.set(key, joined);
	}
}

/** Null if there is nothing to add, or no room for it. */
function withValue(known: string | undefined, value: string): string | null {
	if (!known) return value;
	if (known.split(', ').includes(value)) return null;
	const joined = `${known}, ${value}`;
	return joined.length > maxLength ? null : joined;
}
