import { delimiter, dirname } from 'node:path';

/** The environment of this process with its own Node first on PATH, without npm's traces of it. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(
		([name]) =>
			!/^(npm_(package|lifecycle)_|npm_config_local_prefix$|NODE_OPTIONS$|INIT_CWD$)/.test(name),
	);
	return {
		...Object.fromEntries(inherited),
		PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
	};
}

/** How npm is called: the npm that started us, else npm on PATH; always on our own Node. */
export function npmCommand(args: string[]): { command: string; args: string[] } {
	const script = process.env.npm_execpath ?? '';
	return script.endsWith('npm-cli.js')
		? { command: process.execPath, args: [script, ...args] }
		: { command: 'npm', args };
}
