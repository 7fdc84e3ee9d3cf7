/**
 * What makes a signing secret differ from the text in Cal.com without anyone seeing it: the traces
 * of copying it from a chat, a document or a `.env` file. Null if there is none.
 *
 * @param secret not empty
 * @param field its name, which starts the sentence
 */
export function secretProblem(secret: string, field: string): string | null {
	if (
		/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u115f\u1160\u2800\u3164\ufffd\p{Variation_Selector}]/u.test(
			secret,
		)
	)
		return `${field} contains an invisible character. Copy it again, or type it.`;
	if (secret !== secret.trim()) return `${field} begins or ends with a space. Copy it again.`;
	if (/^["'`“”‘’„«»].*["'`“”‘’„«»]$/su.test(secret))
		return `${field} is in quotation marks. Leave them out, unless the secret in Cal.com has them too.`;
	if (/[^\x20-\x7e]/u.test(secret))
		return `${field} contains a letter or sign beyond ASCII, which two programs may encode differently. Use letters and digits.`;
	return null;
}
