import { isIP } from 'node:net';

import { Refused } from '../model';
import type { School } from '../school';

/**
 * Refuses an address that a webhook must not have. Cal.com of 2025 takes anything.
 *
 * @throws {Refused} 400
 */
export function checkTarget(
	{ dialect }: School,
	address: string,
	{ publicTargetsOnly }: { publicTargetsOnly: boolean },
): void {
	if (dialect === 'selfHosted2025') return;
	const why = URL.canParse(address)
		? publicTargetsOnly && whyNotPublic(new URL(address))
		: 'Invalid URL format';
	if (why) throw new Refused(400, `Webhook URL is not allowed: ${why}`);
}

function whyNotPublic({ protocol, hostname }: URL): string | null {
	if (protocol !== 'https:') return 'Only HTTPS URLs are allowed';
	if (hostname === 'localhost' || hostname === '127.0.0.1') return 'Blocked hostname';
	const isPrivate = isIP(hostname) > 0 && /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname);
	return isPrivate ? 'Private IP address' : null;
}
