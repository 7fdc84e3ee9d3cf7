import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sign } from '../../nodes/core/calcom/signature';
import { newUid } from '../../runner/send/sentBookings';

/** A signed body as Cal.com sends it. */
export interface Delivery {
	uid: string;
	body: Buffer;
	signature: string;
}

interface Person {
	name: string;
	email: string;
}

interface Body {
	triggerEvent: string;
	payload: Record<string, unknown> & {
		uid: string;
		attendees: Person[];
		responses: Record<string, unknown>;
	};
}

const sample = join(__dirname, '../fixtures/calcom/booking_created.basic.json');

/**
 * Bookings of as many different people, in the shape of the sample that Cal.com sent: every uid and
 * e-mail address is new, so that each of them makes a lead, a booking and an activity.
 */
export function makeDeliveries(count: number, secret: string): Delivery[] {
	const text = readFileSync(sample, 'utf8');
	return Array.from({ length: count }, () => {
		const booking = newBody(JSON.parse(text) as Body);
		const body = Buffer.from(JSON.stringify(booking));
		return { uid: booking.payload.uid, body, signature: sign(body, secret) };
	});
}

function newBody(body: Body): Body {
	const uid = newUid();
	const email = `guest.${uid.toLowerCase()}@bench.example`;
	const { payload } = body;
	const attendees = payload.attendees.map((person) => ({ ...person, email }));
	const responses = { ...payload.responses, email: { label: 'email_address', value: email } };
	return {
		...body,
		payload: { ...payload, uid, iCalUID: `${uid}@Cal.com`, attendees, responses },
	};
}
