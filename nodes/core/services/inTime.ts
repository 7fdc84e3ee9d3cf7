import { MtlError } from '../domain/errors';

/** Leaves the steps of a branch some of the 15 s in which Cal.com gets its answer. */
const recordingMs = 8_000;

/**
 * Waits for a delivery to be recorded, but not for long. The work goes on after that.
 *
 * @param late receives what comes too late
 * @throws {MtlError} `unreachable` if it takes too long
 */
export async function inTime<T>(
	work: Promise<T>,
	late: (result: T) => void = () => {},
): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	let isLate = false;
	const limit = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			isLate = true;
			reject(
				new MtlError(
					'unreachable',
					'The database took too long to answer.',
					'Check whether the server is overloaded, or a backup has locked the tables.',
				),
			);
		}, recordingMs);
	});
	work.then(
		(result) => isLate && late(result),
		() => {},
	);
	try {
		return await Promise.race([work, limit]);
	} finally {
		clearTimeout(timer);
	}
}
