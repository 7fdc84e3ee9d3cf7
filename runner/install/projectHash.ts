import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash of all that decides what the project's tarball holds: package.json, dist/ and workflows/.
 * Packing it to find out would cost 3 seconds of every start.
 */
export function hashOfProject(folder: string): string {
	const hash = createHash('sha256').update(readFileSync(join(folder, 'package.json')));
	for (const part of ['dist', 'workflows']) {
		const names = readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' });
		for (const name of names.sort()) {
			const path = join(folder, part, name);
			if (statSync(path).isFile()) hash.update(`\0${part}/${name}\0`).update(readFileSync(path));
		}
	}
	return hash.digest('hex');
}
