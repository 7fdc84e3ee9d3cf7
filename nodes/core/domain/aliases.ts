import { personIdentity } from './person';

/** The alias of a lead that was merged into another one. */
export const leadAlias = (id: number): string => `lead:${id}`;

/** How a lead is found: `personIdentity` by its address, and the id that booking links name. */
export function aliasesOfLead(lead: {
	id: number;
	email: string | null;
	phone_identity: string | null;
}): string[] {
	const identity = personIdentity({ email: lead.email, phone: lead.phone_identity });
	return [leadAlias(lead.id), ...(identity ? [identity] : [])];
}

/** The address in an alias; null for an id. */
export function addressIn(alias: string): { email: string | null; phone: string | null } | null {
	const [kind, ...rest] = alias.split(':');
	const address = rest.join(':');
	if (kind === 'email') return { email: address, phone: null };
	return kind === 'phone' ? { email: null, phone: address } : null;
}
