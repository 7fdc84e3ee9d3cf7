import { MtlError } from '../../domain/errors';

/** How long one event may hold up the others of its execution, in one step. */
const slowMs = 3_000;

/** An event that takes too long to share an execution; it runs again alone. */
export class SlowItem extends MtlError {
	constructor() {
		super(
			'unreachable',
			`The step took longer than ${slowMs / 1000} seconds, so the other events of this execution went on without this one.`,
			'The event runs again alone within a minute.',
		);
	}
}

/**
 * Waits for `work`, but not for long. It goes on after that; every step may run twice.
 *
 * @throws {SlowItem} if it takes too long
 */
export async function unlessSlow<T>(work: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new SlowItem()), slowMs);
	});
	try {
		return await Promise.race([work, limit]);
	} finally {
		clearTimeout(timer);
	}
}
