import { join } from 'node:path';
import { keep, randomSecret } from '../cli/setup/keptFile';

export { keep, randomSecret, readKept, writePrivately } from '../cli/setup/keptFile';

/** The file that keeps Cal.com's webhook secret. */
export function webhookSecretPath(home: string): string {
	return join(home, 'webhook-secret.json');
}

/** Cal.com's webhook secret of this home: made on the first call, the same ever after. */
export function keptWebhookSecret(home: string): string {
	return keep(webhookSecretPath(home), () => ({ secret: randomSecret() })).secret;
}
