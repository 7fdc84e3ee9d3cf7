/** Two deliveries of one event are stamped within this time. */
const lagMinutes = 2;

interface Timed {
	at: string;
	eventKey: string;
}

/** By time; where two are of one moment, by key, so that every machine agrees. */
export function byTime(a: Timed, b: Timed): number {
	if (a.at !== b.at) return a.at < b.at ? -1 : 1;
	return a.eventKey < b.eventKey ? -1 : a.eventKey > b.eventKey ? 1 : 0;
}

/** Minutes from one time to another; negative where the other one is earlier. */
export function minutesBetween(from: string, to: string): number {
	return (Date.parse(to) - Date.parse(from)) / 60_000;
}

/** Whether two deliveries that say the same can be one event. */
export function isSame(a: string, b: string): boolean {
	return Math.abs(minutesBetween(a, b)) <= lagMinutes;
}
