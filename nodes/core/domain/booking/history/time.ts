/** The maximum time between the stamps of two deliveries of one event. */
const lagMinutes = 2;

interface Timed {
	at: string;
	eventKey: string;
}

/** By time, then by key, so that the order is the same on every machine. */
export function byTime(a: Timed, b: Timed): number {
	if (a.at !== b.at) return a.at < b.at ? -1 : 1;
	return a.eventKey < b.eventKey ? -1 : a.eventKey > b.eventKey ? 1 : 0;
}

/** Minutes from one time to another; negative if the other is earlier. */
export function minutesBetween(from: string, to: string): number {
	return (Date.parse(to) - Date.parse(from)) / 60_000;
}

/** Whether two deliveries with the same content can be one event. */
export function isSame(a: string, b: string): boolean {
	return Math.abs(minutesBetween(a, b)) <= lagMinutes;
}
