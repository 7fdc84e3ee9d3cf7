/** What the names of passwords, tokens and one-time codes have in them, and of links that open something. */
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
/** Too short to be looked for inside other words. */
const words = ['pwd', 'pin', 'otp'];

/** Cal.com writes `oneTimePassword`; a payload template may call it `one_time_password`. */
const inside = parts.map((part) => part.replaceAll('-', '[\\W_]?')).join('|');

/** Whether a value by this name is a credential, whatever the case and the separators. */
export const credentialName = new RegExp(`${inside}|^(?:${words.join('|')})$`, 'i');

/** The same, as part of a pattern for texts in which nothing tells names from values. */
export const credentialNameInText = `(?:(?:${inside})[\\w-]{0,64}|(?<![a-z0-9])(?:${words.join('|')}))`;
