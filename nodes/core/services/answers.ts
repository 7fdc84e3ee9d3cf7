import type { SignatureRefusal } from '../calcom/signature';
import { type Answer, maxBodyBytes, type Refused } from './reception';

/** Why a body is refused before its signature is checked. */
export type BodyRefusal = 'too-large' | 'compressed' | 'unreadable';

/** Why a delivery is refused: `reason` in the body of the answer. */
export type Refusal = SignatureRefusal | BodyRefusal;

/** The fields after `status` in the body of each answer; `event` is the inbox id. */
type Details = {
	processed: { event: number | null; leads: number[]; bookings: number[]; activities: number[] };
	pong: { [name: string]: never };
	duplicate: { event: number };
	ignored: { type: string };
	erased: { type: string; reason: string };
	accepted: { event?: number | null };
	unprocessable: { event: number; reason: string };
	failed: { event: number | null; reason: string };
	refused: { event: null; reason: string };
	unavailable: { message: string };
	misconfigured: { message: string };
} & Record<Refusal, { reason: string; message: string }>;

interface Entry {
	/** HTTP status code. */
	code: number;
	/** `status` in the body. */
	status: string;
	/** What the answer means. A Markdown sentence for the documentation, like `fix`. */
	meaning: string;
	fix: string;
}

/** Adds the sentence that the sender receives as `message`. */
interface RefusalEntry extends Entry {
	status: 'rejected';
	message: string;
}

/** Every answer of the webhook, as listed in the table "Answers" in docs/operate.md. */
export const answers = {
	processed: {
		code: 200,
		status: 'processed',
		meaning: 'The branch finished and the event is processed.',
		fix: 'Nothing to do.',
	},
	pong: {
		code: 200,
		status: 'pong',
		meaning: 'Ping test from Cal.com; it is not recorded.',
		fix: 'Nothing to do.',
	},
	duplicate: {
		code: 200,
		status: 'duplicate',
		meaning: 'The event is already in the inbox; its `duplicate_count` goes up by one.',
		fix: 'Nothing to do.',
	},
	ignored: {
		code: 200,
		status: 'ignored',
		meaning: 'The trigger is not set to this event; it is recorded, but starts no workflow.',
		fix: 'To process such events, select the event under _Events_ on the trigger and publish the workflow.',
	},
	erased: {
		code: 200,
		status: 'ignored',
		meaning:
			'The event is about a person who was erased on request; it is recorded without its body, and starts no workflow.',
		fix: 'Nothing to do. What the person books after the erasure counts again.',
	},
	accepted: {
		code: 202,
		status: 'accepted',
		meaning:
			'The delivery is kept and still being processed: _Respond_ is set to _Immediately_, or the database did not answer in time.',
		fix: 'Nothing to do; processing continues automatically.',
	},
	unreadable: {
		code: 400,
		status: 'rejected',
		message: 'The body could not be read.',
		meaning: 'The body did not arrive in full.',
		fix: 'Send the delivery again; if it keeps failing, check the proxy in front of n8n.',
	},
	'no-secret-configured': {
		code: 401,
		status: 'rejected',
		message:
			'No signing secret is set. Enter the secret of the Cal.com webhook in the credential "Cal.com webhook".',
		meaning: 'The credential _Cal.com webhook_ has no secret.',
		fix: 'Enter the secret of the webhook in Cal.com in that credential.',
	},
	'header-missing': {
		code: 401,
		status: 'rejected',
		message: 'The header X-Cal-Signature-256 is missing. Set a secret for the webhook in Cal.com.',
		meaning: 'The request is not from Cal.com, or was sent manually without a signature.',
		fix: 'Set a secret for the webhook in Cal.com; sign requests that you send manually.',
	},
	'no-secret-provided': {
		code: 401,
		status: 'rejected',
		message:
			'The webhook in Cal.com has no secret. Set the same secret there and in the credential "Cal.com webhook".',
		meaning: 'The webhook in Cal.com has no secret.',
		fix: 'Set the same secret in Cal.com and in the credential _Cal.com webhook_.',
	},
	malformed: {
		code: 401,
		status: 'rejected',
		message:
			'The header X-Cal-Signature-256 is not 64 lower-case hex digits. A proxy may have changed it or sent it twice.',
		meaning: 'The header `X-Cal-Signature-256` is not 64 lower-case hex digits, or is sent twice.',
		fix: 'Send the HMAC-SHA256 of the body as hex digits, without a prefix such as `sha256=`; check that no proxy rewrites the header, joins it with another, or adds a second one.',
	},
	mismatch: {
		code: 401,
		status: 'rejected',
		message:
			'The signature does not match the body. Set the same secret in Cal.com and in the credential "Cal.com webhook". If they are the same, a proxy has changed the body.',
		meaning: 'The delivery was signed with another secret, or its body was changed on the way.',
		fix: 'Set the same secret in Cal.com and in the credential _Cal.com webhook_; check that no proxy or firewall reformats JSON, re-encodes text, removes fields or masks addresses in the body.',
	},
	'too-large': {
		code: 413,
		status: 'rejected',
		message: `The body has more than ${maxBodyBytes} bytes.`,
		meaning: 'The body is larger than 1 MiB.',
		fix: 'Check the sender; deliveries from Cal.com are about 30 kB at most.',
	},
	compressed: {
		code: 415,
		status: 'rejected',
		message: 'The body is compressed. Cal.com sends it as it is: leave out Content-Encoding.',
		meaning: 'The body is compressed.',
		fix: 'Send it uncompressed and without `Content-Encoding`; check that no proxy compresses requests.',
	},
	unprocessable: {
		code: 422,
		status: 'failed',
		meaning:
			'The delivery is signed but unreadable; it is kept in `webhook_events` as `failed` and not retried.',
		fix: 'Read the `reason`; most often a custom payload template must be removed in Cal.com.',
	},
	failed: {
		code: 500,
		status: 'failed',
		meaning: 'A step failed; the event is kept in `webhook_events` with the reason.',
		fix: 'Read the `reason` and fix the cause; the event is retried automatically unless it is quarantined.',
	},
	refused: {
		code: 500,
		status: 'failed',
		meaning:
			'The database answers, but refuses the row in `webhook_events`. n8n keeps the delivery in a failed execution.',
		fix: 'Read the `reason` and fix the cause; see [Refused deliveries](#refused-deliveries).',
	},
	unavailable: {
		code: 503,
		status: 'unavailable',
		meaning:
			'The delivery could not be recorded and is not kept, most often because the database did not answer.',
		fix: 'Fix the cause that `message` names, then send the delivery again.',
	},
	misconfigured: {
		code: 503,
		status: 'misconfigured',
		meaning:
			'The credential _Cal.com webhook_ was deleted or cannot be decrypted, so the delivery could not be verified and is not kept.',
		fix: "Put n8n's encryption key back, or enter the credential again ([how](#a-lost-credential)); then send the delivery again.",
	},
} as const satisfies Record<keyof Details, Entry> & Record<Refusal, RefusalEntry>;

/** An answer with its code and body. */
export function answer<Name extends keyof Details>(name: Name, details: Details[Name]): Answer {
	const { code, status } = answers[name];
	return { status: code, body: { status, ...details } };
}

/** Refuses a delivery, of which nothing is kept. */
export function refuse(reason: Refusal): Refused {
	const { code, message } = answers[reason];
	const log = `Refused a delivery: ${reason} (${code}).`;
	return { start: false, refused: reason, ...answer(reason, { reason, message }), log };
}
