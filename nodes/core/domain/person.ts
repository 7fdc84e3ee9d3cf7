import { createHash } from 'node:crypto';

import type { Attendee, BookingEvent } from './event';

type Reachable = Pick<Attendee, 'email' | 'phone'>;

/**
 * The short key of a person under a shared uid: 32 hex digits of a hash, so that the key contains no
 * personal data. The e-mail decides; the phone number only if there is no e-mail. Null without
 * either.
 */
export function personKey({ email, phone }: Reachable): string | null {
	const identity = email ? `email:${email}` : phone ? `phone:${phone}` : null;
	return identity && createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** Everyone the event is about, the main person first. */
export function peopleOf(event: BookingEvent): Attendee[] {
	return event.attendee ? [event.attendee, ...event.otherAttendees] : [];
}
