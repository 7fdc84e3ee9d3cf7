import type { Booking } from '../model';

/** A calendar file, as the cloud adds it to its newest deliveries. */
export function icsOf({ icsUid, sequence, start, end, title }: Booking): string {
	const at = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.000/g, '');
	const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT'];
	const event = [
		`UID:${icsUid}`,
		`SEQUENCE:${sequence}`,
		`DTSTART:${at(start)}`,
		`DTEND:${at(end)}`,
	];
	return [...lines, ...event, `SUMMARY:${title}`, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
}
