export class RunnerError extends Error {
	override readonly name = 'RunnerError';
}
