import { startChild, type ChildOptions } from './childProcess';
import { lastUsefulLine } from './logLines';
import { RunnerError } from '../runnerError';

/** A command that runs to its end; aborting stops it together with all that it started. */
export interface CommandOptions extends ChildOptions {
	signal: AbortSignal;
	/** What failed, as the beginning of a sentence: "npm could not pack the project". */
	failure: string;
	/** Which part of its output explains a failure; by default the last useful line. */
	explain?: (said: string) => string;
}

/**
 * Runs a command and returns what it said (standard output and errors together). Throws
 * RunnerError with `failure` and the last useful line when it ends with anything but code 0.
 */
export async function runCommand(options: CommandOptions): Promise<string> {
	options.signal.throwIfAborted();
	const child = await startChild(options);
	const abort = () => void child.stop(5_000, 'whole-group');
	options.signal.addEventListener('abort', abort);
	const how = await child.exited;
	options.signal.removeEventListener('abort', abort);
	options.signal.throwIfAborted();
	const said = child.said();
	if (how === 'exit code 0') return said;
	const because = (options.explain ?? lastUsefulLine)(said);
	throw new RunnerError(`${options.failure} (${how}). ${because}\n  The whole log: ${options.log}`);
}
