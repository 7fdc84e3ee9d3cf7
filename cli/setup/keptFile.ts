import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file atomically, readable only by its owner (mode 600). */
export function writePrivately(path: string, text: string): void {
	mkdirSync(dirname(path), { recursive: true });
	const draft = `${path}.${process.pid}.draft`;
	writeFileSync(draft, text, { mode: 0o600 });
	renameSync(draft, path);
}

/** The JSON stored in a file, or undefined if the file does not exist. */
export function readKept<T>(path: string): T | undefined {
	return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

/** The JSON stored in a file; the first call creates it with `make` and stores it (mode 600). */
export function keep<T>(path: string, make: () => T): T {
	const kept = readKept<T>(path);
	if (kept !== undefined) return kept;
	const made = make();
	writePrivately(path, JSON.stringify(made, null, '\t'));
	return made;
}

/** A random secret of letters and digits with at least one capital and one digit. */
export function randomSecret(bytes = 24): string {
	return `M1${randomBytes(bytes).toString('hex')}`;
}
