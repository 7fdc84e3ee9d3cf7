import { peopleOf, personKey } from '../domain/person';
import type { PersonIdentifiers } from '../domain/erased/personMatcher';
import type { Trx } from '../db/connection';
import { phonesOfOthers } from './repositories/rows';
import type { InboxRow, LeadRow } from '../db/tables';
import { bookingEventOf, type Person } from './eraseEvents';

interface Known {
	lead: LeadRow | undefined;
	emails: readonly string[];
	person: Person;
	events: readonly InboxRow[];
	country: string;
}

/** All names of a person in their own bookings, and the phone numbers that only they have. */
export async function identifiersOf(
	trx: Trx,
	{ lead, emails, person, events, country }: Known,
): Promise<PersonIdentifiers> {
	const seen = events.flatMap((row) => {
		const event = bookingEventOf(row);
		return event ? peopleOf(event).filter((one) => personKey(one) === person.key) : [];
	});
	const called = [
		{ firstName: lead?.first_name, lastName: lead?.last_name, phone: lead?.phone },
		...seen,
	];
	const names = called.map(({ firstName, lastName }) =>
		[firstName, lastName].filter(Boolean).join(' '),
	);
	const phones = called.flatMap(({ phone }) => phone ?? []);
	const theirs = new Set(await phonesOfOthers(trx, lead?.id ?? 0, phones));
	return {
		emails,
		names: names.filter(Boolean),
		phones: phones.filter((phone) => !theirs.has(phone)),
		country,
	};
}
