type Stop = () => Promise<void>;

const shared = globalThis as unknown as { mtlTestStops?: Stop[] };

/** Remembers what a global setup started. Jest loads this file again for each group of tests. */
export function atTheEnd(stop: Stop): void {
	(shared.mtlTestStops ??= []).push(stop);
}

/** Jest's global teardown: stops all of it, the newest first. */
export default async function tearDown(): Promise<void> {
	for (const stop of (shared.mtlTestStops ?? []).splice(0).reverse()) await stop();
}
