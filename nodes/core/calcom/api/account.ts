import * as z from 'zod/v4';

import type { CalComApi } from './client';
import { foreignAnswer } from './refusal';

const accountSchema = z.object({
	id: z.number(),
	email: z.string(),
	username: z.string().nullish(),
	name: z.string().nullish(),
	organizationId: z.number().nullish(),
});

/** The account that an API key belongs to. Older servers show no name. */
export type CalComAccount = z.infer<typeof accountSchema>;

/**
 * Whose key it is. Other requests prove nothing about a key: bookings can be read by their uid
 * without one.
 *
 * @throws {CalComApiError} with Cal.com's own sentence
 */
export async function accountOf(api: CalComApi): Promise<CalComAccount> {
	const { data } = await api.get('/me');
	const account = accountSchema.safeParse(data);
	if (!account.success)
		throw foreignAnswer("Cal.com's answer about the account has an unknown form.");
	return account.data;
}

/** What tells accounts apart, on all servers: `api.cal.com/4711`. */
export function accountKey(api: CalComApi, { id }: CalComAccount): string {
	return `${new URL(api.base).host}/${id}`.slice(0, 191);
}
