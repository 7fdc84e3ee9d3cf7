import { deliver } from '../../runner/send/deliver';
import type { TestDelivery } from './expectedBookings';
import type { Judged } from './stage';

/** What became of one delivery at the door. */
export interface Sent extends TestDelivery {
	/** HTTP status; null where nobody answered. */
	status: number | null;
}

/** Whether the sender was told that we have it. */
export function isAcknowledged({ status }: Sent): boolean {
	return status !== null && status >= 200 && status < 300;
}

/** Sends every delivery once, `atOnce` at a time, as Cal.com does: no answer is no reason to try again. */
export async function sendAll(
	stage: Judged,
	deliveries: readonly TestDelivery[],
	atOnce: number,
): Promise<Sent[]> {
	const sent: Sent[] = [];
	const waiting = deliveries.values();
	const worker = async () => {
		for (const delivery of waiting) {
			const answer = await deliver(stage.webhookUrl, delivery.text, stage.secret).catch(() => null);
			sent.push({ ...delivery, status: answer?.status ?? null });
		}
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
	return sent;
}

/** The list in an order drawn anew each time. */
export function shuffled<T>(list: readonly T[]): T[] {
	return list
		.map((value) => ({ value, place: Math.random() }))
		.sort((a, b) => a.place - b.place)
		.map(({ value }) => value);
}
