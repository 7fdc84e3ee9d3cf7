/** Jest's global teardown: stops what `startServers` started. */
export default async function stopServers(): Promise<void> {
	await (globalThis as unknown as { stopTestServers?: () => Promise<void> }).stopTestServers?.();
}
