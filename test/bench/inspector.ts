import { setTimeout as wait } from 'node:timers/promises';

import { BenchError } from './benchError';

/** Where Node's inspector listens once a process is asked for it. */
const inspectorUrl = 'http://127.0.0.1:9229/json';

/** A process of Node seen through its inspector. */
export interface Inspector {
	/** Sends a command of the protocol, and resolves to its result. */
	send(method: string, params?: object): Promise<unknown>;
	close(): void;
}

/** Opens the inspector of a process of Node, by SIGUSR1. */
export async function openInspector(pid: number, signal: AbortSignal): Promise<Inspector> {
	process.kill(pid, 'SIGUSR1');
	const socket = new WebSocket(await debuggerUrl(signal));
	const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
	const fail = () => {
		for (const { reject } of waiting.values()) reject(new BenchError("n8n's inspector is gone."));
	};
	socket.addEventListener('close', fail);
	socket.addEventListener('error', fail);
	socket.addEventListener('message', ({ data }) => {
		const { id, result, error } = JSON.parse(String(data)) as Answer;
		const one = waiting.get(id);
		waiting.delete(id);
		if (error) one?.reject(new BenchError(error.message));
		else one?.resolve(result);
	});
	await new Promise((resolve) => socket.addEventListener('open', resolve));
	let last = 0;
	return {
		send: async (method, params = {}) =>
			await new Promise((resolve, reject) => {
				last += 1;
				waiting.set(last, { resolve, reject });
				socket.send(JSON.stringify({ id: last, method, params }));
			}),
		close: () => socket.close(),
	};
}

interface Answer {
	id: number;
	result?: unknown;
	error?: { message: string };
}

async function debuggerUrl(signal: AbortSignal): Promise<string> {
	for (let tries = 0; tries < 50; tries++) {
		const answer = await fetch(inspectorUrl, { signal }).catch(() => undefined);
		const targets = (await answer?.json()) as Array<{ webSocketDebuggerUrl: string }> | undefined;
		if (targets?.[0]) return targets[0].webSocketDebuggerUrl;
		await wait(100, undefined, { signal });
	}
	throw new BenchError(`n8n's inspector does not answer at ${inspectorUrl}.`);
}
