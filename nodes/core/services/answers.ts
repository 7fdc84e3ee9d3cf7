import type { SignatureRefusal } from '../calcom/signature';
import { maxBodyBytes, type Refused } from './reception';

/** Why the bytes of a delivery were not even looked at. */
export type BodyRefusal = 'too-large' | 'compressed' | 'unreadable';

const answers = {
	'no-secret-configured': [
		401,
		'No signing secret is set up here. Put the secret of the Cal.com webhook into the credential "Cal.com webhook".',
	],
	'header-missing': [
		401,
		'The header X-Cal-Signature-256 is missing. Set a secret for the webhook in Cal.com.',
	],
	'no-secret-provided': [
		401,
		'The webhook in Cal.com has no secret. Set the same secret there and in the credential "Cal.com webhook".',
	],
	malformed: [401, 'The header X-Cal-Signature-256 is not 64 lower-case hex digits.'],
	mismatch: [
		401,
		'The signature does not match the body. Set the same secret in Cal.com and in the credential "Cal.com webhook".',
	],
	'too-large': [413, `The body has more than ${maxBodyBytes} bytes.`],
	compressed: [
		415,
		'The body is compressed. Cal.com sends it as it is: leave out Content-Encoding.',
	],
	unreadable: [400, 'The body could not be read.'],
} as const satisfies Record<SignatureRefusal | BodyRefusal, readonly [number, string]>;

/** Refuses a delivery: nothing of it is kept. */
export function refuse(reason: keyof typeof answers): Refused {
	const [status, message] = answers[reason];
	const log = `Refused a delivery: ${reason} (${status}).`;
	const body = { status: 'rejected', reason, message };
	return { start: false, refused: reason, status, body, log };
}
