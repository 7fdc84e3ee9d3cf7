import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The path of a program, given by path or by name in one of the folders of PATH. */
export function findProgram(program: string, path: string): string | undefined {
	const candidates = program.includes('/')
		? [resolve(program)]
		: path
				.split(delimiter)
				.filter(Boolean)
				.map((folder) => join(folder, program));
	return candidates.find(isProgram);
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}
