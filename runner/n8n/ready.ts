import { setTimeout as wait } from 'node:timers/promises';
import { DateTime } from 'luxon';
import { deliver, type Answer } from '../send/deliver';
import { RunnerError } from '../runnerError';
import { pingBody } from '../send/samples';

/**
 * Waits until a booking can be received: Cal.com's own ping, signed, is answered 200 by our
 * trigger. Throws RunnerError with the last answer when that has not come within `withinMs`.
 */
export async function untilBookingsAreReceived(options: {
	webhookUrl: string;
	secret: string;
	signal: AbortSignal;
	/** Default: one minute. */
	withinMs?: number;
}): Promise<void> {
	const deadline = Date.now() + (options.withinMs ?? 60_000);
	const body = JSON.stringify(pingBody(DateTime.utc()));
	for (;;) {
		options.signal.throwIfAborted();
		const answer = await tryDeliver(options, body);
		if (answer.status === 200 && isPong(answer.text)) return;
		if (Date.now() > deadline) throw new RunnerError(explain(answer));
		await wait(300);
	}
}

async function tryDeliver(
	{ webhookUrl, secret, signal }: { webhookUrl: string; secret: string; signal: AbortSignal },
	body: string,
): Promise<Answer> {
	try {
		return await deliver(webhookUrl, body, secret, signal);
	} catch {
		return { status: 0, text: 'no answer' };
	}
}

function isPong(text: string): boolean {
	try {
		return (JSON.parse(text) as { status?: unknown }).status === 'pong';
	} catch {
		return false;
	}
}

function explain({ status, text }: Answer): string {
	const said = `Bookings can't be received: a signed ping was answered ${status} ${text.slice(0, 200)}`;
	if (status === 404) {
		return (
			`${said}\n  No published workflow listens there. Publish yours in the editor, or take ours ` +
			'again: npm start -- --take-workflows'
		);
	}
	if (status === 401) {
		return (
			`${said}\n  The secret in n8n's credential "Cal.com webhook" is another one than here; ` +
			'set CALCOM_WEBHOOK_SECRET to it.'
		);
	}
	return said;
}
