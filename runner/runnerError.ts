/** A failure whose message is meant for the person at the screen: what happened and what to do. */
export class RunnerError extends Error {
	override readonly name = 'RunnerError';
}
