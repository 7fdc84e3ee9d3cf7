import { DateTime } from 'luxon';

import type { Attendee, User } from '../model';
import type { Fact, School } from '../school';

const utcOffset = (zone: string, at: number) => DateTime.fromMillis(at, { zone }).offset;

export function organizerOf(host: User | undefined, at: number) {
	if (!host) return undefined;
	const { id, name, email, username, timeZone } = host;
	const language = { locale: 'de' };
	const offset = utcOffset(timeZone, at);
	return { id, name, email, username, timeZone, language, timeFormat: 'HH:mm', utcOffset: offset };
}

/** The people that a delivery lists, in the words of the server and of the kind of event. */
export function listedPeople(school: School, fact: Fact): object[] {
	const { kind, booking, people, absent } = fact;
	if (kind === 'noShow') return absent ?? [];
	return people.map((one) => {
		const base = {
			name: one.name,
			email: one.email,
			timeZone: one.timeZone,
			language: { locale: one.language },
			utcOffset: utcOffset(one.timeZone, booking.start),
		};
		return { ...base, ...extras(school, fact, one) };
	});
}

function extras(school: School, fact: Fact, one: Attendee): object {
	const { kind, booking, into, seat } = fact;
	const phoneNumber = one.phone;
	if (school.dialect === 'cloud') {
		return { phoneNumber, ...split(one.name), bookingSeat: bookingSeat(one, booking.id) };
	}
	const row = { id: one.id, locale: one.language, bookingId: booking.id, noShow: one.absent };
	if (into === 'merged') return { ...row, phoneNumber };
	if (into === 'place' || (into === 'class' && one !== seat)) return {};
	if (kind === 'cancelled' && fact.seatOnly) return { ...row, phoneNumber };
	if (kind === 'cancelled' || kind === 'confirmed' || kind === 'rejected') return { phoneNumber };
	if (kind === 'requested' && school.dialect === 'calDiy2026') {
		return { phoneNumber, bookingSeat: null, ...split(one.name) };
	}
	return { ...(phoneNumber && { phoneNumber }), firstName: '', lastName: '' };
}

function split(name: string) {
	const [firstName = '', ...rest] = name.split(' ');
	return { firstName, lastName: rest.join(' ') };
}

function bookingSeat({ seatUid, id, name, email, answers, metadata }: Attendee, bookingId: number) {
	if (seatUid === null) return null;
	const location = { value: 'link', optionValue: '' };
	const responses = { name, email, guests: [], location, ...answers };
	const data = { responses, description: '' };
	return { id, referenceUid: seatUid, bookingId, attendeeId: id, data, metadata };
}
