import { stripVTControlCharacters } from 'node:util';

const telling = /error|fail|fatal|denied|cannot|can't|unable|in use|not found|no space/i;
const noise = /^at |^\^|\[Note\]|Aborting$|Shutdown complete|^npm (error|ERR!) A complete log/;

/**
 * The line of a log that best says why a program ended: the last that speaks of a failure, else
 * the last that says anything. Stack frames, JSON brackets and colours are left out.
 */
export function lastUsefulLine(log: string): string {
	const lines = stripVTControlCharacters(log)
		.split('\n')
		.slice(-200)
		.map((line) => line.trim())
		.filter((line) => line.length > 3);
	const candidates = lines.filter((line) => !noise.test(line));
	return (
		candidates.findLast((line) => telling.test(line)) ??
		candidates.at(-1) ??
		lines.at(-1) ??
		'(no output)'
	);
}
