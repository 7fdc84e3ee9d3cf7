/** A lookup in Intl takes a millisecond. */
const known = new Set<string>(['UTC']);

/** Whether a text is an IANA time zone, e.g. `Europe/Amsterdam`. */
export function isTimeZone(name: string): boolean {
	if (known.has(name)) return true;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
	} catch {
		return false;
	}
	known.add(name);
	return true;
}
