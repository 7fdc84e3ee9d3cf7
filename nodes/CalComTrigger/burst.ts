import type { IWebhookFunctions } from 'n8n-workflow';

/** In a burst that does not end, a changed credential applies after this time. */
const keptMs = 1_000;

/**
 * Deliveries of one trigger that are being received at the same time. They share what they read from a credential:
 * n8n fetches it from its own database and decrypts it on each call, which costs more than our statements for a
 * duplicate. A delivery that arrives alone reads it itself.
 */
export class Burst {
	private readonly kept = new Map<string, { value: unknown; until: number }>();
	receiving = 0;

	/** @returns the value, and whether an earlier delivery has read it */
	async read<T>(
		functions: IWebhookFunctions,
		credential: string,
		read: () => Promise<T>,
	): Promise<{ value: T; isKept: boolean }> {
		const key = `${credential} ${functions.getNode().credentials?.[credential]?.id}`;
		const kept = this.kept.get(key);
		if (kept && kept.until > Date.now()) return { value: kept.value as T, isKept: true };
		const value = await read();
		this.kept.set(key, { value, until: Date.now() + keptMs });
		return { value, isKept: false };
	}

	/** The next delivery reads all credentials again. */
	forget(): void {
		this.kept.clear();
	}
}

const bursts = new Map<string, Burst>();

/** Receives a delivery as part of the burst that it arrives in, or of a new one. */
export async function inBurst<T>(
	functions: IWebhookFunctions,
	receive: (burst: Burst) => Promise<T>,
): Promise<T> {
	const key = `${functions.getWorkflow().id} ${functions.getNode().id}`;
	const burst = bursts.get(key) ?? new Burst();
	bursts.set(key, burst);
	burst.receiving += 1;
	try {
		return await receive(burst);
	} finally {
		burst.receiving -= 1;
		if (burst.receiving === 0) bursts.delete(key);
	}
}
