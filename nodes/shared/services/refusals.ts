import type { SignatureRefusal } from '../calcom/signature';
import { maxBodyBytes, type Received } from './received';

const sentences = {
	'no-secret-configured':
		'No signing secret is set up here. Put the secret of the Cal.com webhook into the credential "Cal.com webhook".',
	'header-missing':
		'The header X-Cal-Signature-256 is missing. Set a secret for the webhook in Cal.com.',
	'no-secret-provided':
		'The webhook in Cal.com has no secret. Set the same secret there and in the credential "Cal.com webhook".',
	malformed: 'The header X-Cal-Signature-256 is not 64 lower-case hex digits.',
	mismatch:
		'The signature does not match the body. Set the same secret in Cal.com and in the credential "Cal.com webhook".',
} as const satisfies Record<SignatureRefusal, string>;

/** The answer to what is not, or not provably, from Cal.com. */
export function unsigned(reason: SignatureRefusal): Received {
	return refused(401, reason, sentences[reason], `Refused a delivery: ${reason} (401).`);
}

/** The answer to a body that no booking of Cal.com can have. */
export function tooLarge(): Received {
	const message = `The body has more than ${maxBodyBytes} bytes.`;
	return refused(413, 'too-large', message, 'Refused a delivery larger than 1 MiB (413).');
}

function refused(status: number, reason: string, message: string, log: string): Received {
	return { start: false, status, body: { status: 'rejected', reason, message }, log };
}
