import { sign } from '../../nodes/core/calcom/signature';

/** What the webhook answered. */
export interface Answer {
	status: number;
	/** The body as it came; JSON when our trigger answered. */
	text: string;
}

/**
 * POSTs a body to the webhook as Cal.com does. `secret` signs it; undefined sends it without the
 * signature header. Throws when nobody answers within a minute, or when aborted.
 */
export async function deliver(
	url: string,
	body: string,
	secret?: string,
	stopSignal?: AbortSignal,
): Promise<Answer> {
	const timeout = AbortSignal.timeout(60_000);
	const signature = secret === undefined ? {} : { 'X-Cal-Signature-256': sign(body, secret) };
	const answer = await fetch(url, {
		method: 'POST',
		headers: {
			'Content-Type': 'application/json',
			// n8n may close a kept connection at the moment in which it is used again.
			Connection: 'close',
			'X-Cal-Webhook-Version': '2021-10-20',
			...signature,
		},
		body,
		redirect: 'manual',
		signal: stopSignal === undefined ? timeout : AbortSignal.any([timeout, stopSignal]),
	});
	return { status: answer.status, text: await answer.text() };
}
