import type { Db } from '../../nodes/core/db/connection';
import { receiveDelivery } from '../../nodes/core/services/receiveDelivery';
import { acceptAll, work } from '../db/deliver';
import type { Sent } from '../support/calcom';

/** Receives deliveries as the trigger does, and runs their branches in the same process. */
export class Receiver {
	/** `started` or the status in the answer → deliveries; `none`: n8n was down. */
	readonly answers: Record<string, number> = {};
	/** Events whose branch failed. */
	readonly failed: Array<{ uid: string; reason: string }> = [];
	/** What arrived; `at` in milliseconds since 1970. */
	readonly arrived: Array<Pick<Sent, 'triggerEvent' | 'uid' | 'stamp'> & { at: number }> = [];

	/** @param now milliseconds since 1970 */
	constructor(
		private readonly db: Db,
		private readonly now: () => number,
		private readonly secret: string,
		private readonly isDown: (now: number) => boolean,
	) {}

	async take({ raw, headers, triggerEvent, uid, stamp }: Sent): Promise<void> {
		const at = this.now();
		if (this.isDown(at)) return this.count('none');
		this.arrived.push({ at, triggerEvent, uid, stamp });
		const delivery = {
			rawBody: Buffer.from(raw),
			signature: headers['x-cal-signature-256'],
			receivedAt: new Date(at),
		};
		const settings = { ...acceptAll, secrets: [this.secret] };
		const received = await receiveDelivery(async () => this.db, delivery, settings);
		this.count(received.start ? 'started' : String(received.body['status']));
		if (!received.start) return;
		await work(this.db, received.event).catch((error: unknown) => {
			this.failed.push({ uid, reason: String(error) });
		});
	}

	private count(answer: string): void {
		this.answers[answer] = (this.answers[answer] ?? 0) + 1;
	}
}
