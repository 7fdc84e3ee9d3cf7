import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { RunnerError } from '../runnerError';

/** Whether nothing listens on this port of 127.0.0.1. */
export async function isPortFree(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const probe = createServer();
		probe.once('error', () => resolve(false));
		probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => resolve(true)));
	});
}

/**
 * A free port of 127.0.0.1, `preferred` if that is free. Drawn at random below the range that
 * systems use for outgoing connections, so that starts side by side hardly ever meet.
 */
export async function findFreePort(preferred?: number): Promise<number> {
	if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
	for (let attempt = 0; attempt < 50; attempt++) {
		const port = randomInt(20_000, 32_000);
		if (await isPortFree(port)) return port;
	}
	throw new RunnerError('No free port was found on 127.0.0.1 between 20000 and 32000.');
}

/** Throws RunnerError when the port that was asked for is taken by another program. */
export async function requireFreePort(port: number): Promise<void> {
	if (await isPortFree(port)) return;
	throw new RunnerError(
		`Port ${port} is taken by another program. Stop that program, or choose another port: ` +
			`N8N_PORT=${port + 1} npm start`,
	);
}
