import { join } from 'node:path';

import { randomSecret, readKept, writePrivately } from './keptFile';

/**
 * Cal.com's webhook secret and the file that stores it (mode 600). A given secret replaces the
 * stored secret; without either, a new secret is generated. A later run without the variable
 * changes nothing.
 */
export function keptSecret(
	notesFolder: string,
	given: string | undefined,
): { secret: string; path: string } {
	const path = join(notesFolder, 'webhook-secret.json');
	const kept = readKept<{ secret: string }>(path)?.secret;
	const secret = given || kept || randomSecret();
	if (secret !== kept) writePrivately(path, JSON.stringify({ secret }, null, '\t'));
	return { secret, path };
}
