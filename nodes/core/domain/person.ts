import { createHash } from 'node:crypto';

import type { Attendee, BookingEvent } from './event';

type Reachable = Pick<Attendee, 'email' | 'phone'>;

/**
 * What identifies a person: the e-mail, or the phone number of a person without one. Null without
 * either.
 */
export function personIdentity({ email, phone }: Reachable): string | null {
	return email ? `email:${email}` : phone ? `phone:${phone}` : null;
}

/**
 * The short key of a person under a shared uid: 32 hex digits of a hash, so that the key contains no
 * personal data. Null without an identity.
 */
export function personKey(person: Reachable): string | null {
	const identity = personIdentity(person);
	return identity && createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** Everyone the event is about, the main person first. */
export function peopleOf(event: BookingEvent): Attendee[] {
	return event.attendee ? [event.attendee, ...event.otherAttendees] : [];
}
