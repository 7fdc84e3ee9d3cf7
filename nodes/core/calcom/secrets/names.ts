/** Parts of the names of passwords, tokens, one-time codes and links that grant access. */
const parts = [
	'pass-w(?:or)?d',
	'pass-(?:code|phrase)',
	'secret',
	'token',
	'(?:access|verification|security|one-time)-code',
	'api-key',
	'connect-and-join-url',
	'hashed-link',
	'download-link',
	'reschedule-link',
];
/** Too short to be searched for inside other words. */
const words = ['pwd', 'pin', 'otp'];

/** Cal.com writes `oneTimePassword`; a payload template may call it `one_time_password`. */
const inside = parts.map((part) => part.replaceAll('-', '[\\W_]?')).join('|');

/** Matches the name of a credential, regardless of case and separators. */
export const credentialName = new RegExp(`${inside}|^(?:${words.join('|')})$`, 'i');

/** The same as part of a pattern, for texts in which names and values can't be told apart. */
export const credentialNameInText = `(?:(?:${inside})[\\w-]{0,64}|(?<![a-z0-9])(?:${words.join('|')}))`;
