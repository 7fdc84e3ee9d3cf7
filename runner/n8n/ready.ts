import { setTimeout as wait } from 'node:timers/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { workflowsBeingPublished } from '../../cli/setup/publications';
import { deliver, type Answer } from '../send/deliver';
import { RunnerError } from '../runnerError';
import { n8nEnvironment, type N8nInstance } from './n8nEnvironment';
import { pingBody } from '../send/samples';

const receivedWithinMs = 60_000;
/** What an n8n that was killed had begun to publish, the next n8n takes over after two minutes. */
const publishedWithinMs = 180_000;

/**
 * Waits until a booking can be received: n8n has published all versions that it is to publish, and Cal.com's own
 * ping, signed, is answered 200 by our trigger. Throws RunnerError if n8n has not published within three minutes, or
 * with the last answer if the ping is not answered so within a minute of that.
 */
export async function untilBookingsAreReceived(options: {
	webhookUrl: string;
	secret: string;
	/** The n8n, if it keeps its data in SQLite. */
	instance: N8nInstance;
	signal: AbortSignal;
}): Promise<void> {
	const publishedBy = Date.now() + publishedWithinMs;
	let receivedBy = Infinity;
	const body = JSON.stringify(pingBody(DateTime.utc()));
	for (;;) {
		options.signal.throwIfAborted();
		const isPublished = isEverythingPublished(options.instance);
		const answer = await tryDeliver(options, body);
		if (isPublished && answer.status === 200 && isPong(answer.text)) return;
		const now = Date.now();
		if (isPublished) receivedBy = Math.min(receivedBy, now + receivedWithinMs);
		if (isPublished && now > receivedBy) throw new RunnerError(explain(answer));
		if (!isPublished && now > publishedBy) {
			throw new RunnerError('n8n takes longer than three minutes to publish the workflows.');
		}
		await wait(300);
	}
}

/** A version that was published while n8n was stopped replaces the one before only after n8n has started. */
function isEverythingPublished(instance: N8nInstance): boolean {
	const environment = n8nEnvironment(instance);
	const folder = join(instance.home, 'n8n/.n8n');
	return workflowsBeingPublished(folder, environment).length === 0;
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
