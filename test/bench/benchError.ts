/** A measurement that can't count, with a sentence that says why. */
export class BenchError extends Error {
	override readonly name = 'BenchError';
}
