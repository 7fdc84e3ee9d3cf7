import { MtlError } from '../domain/errors';
import type { Attendee, BookingEvent } from '../domain/event';
import { peopleOf, personKey } from '../domain/person';
import { stampOf } from '../domain/stamp';
import type { Db } from '../db/connection';
import { type SavedLead, upsertLead } from '../db/repositories/leads';
import { attempt } from '../db/transaction';

/** The source of leads, in the school's own terms. */
export interface LeadOrigin {
	/** Null: the booking type. */
	reference: string | null;
	sourceDetail: string | null;
}

export const defaultOrigin = {
	reference: null,
	sourceDetail: 'website_direct',
} as const satisfies LeadOrigin;

/**
 * Creates or updates the lead of each person the event is about, the main person first.
 *
 * @param happenedAt when the event happened, if not at the time at which it was sent
 * @returns person key → lead; people without an e-mail and a phone number have none
 */
export async function saveLeads(
	db: Db,
	event: BookingEvent,
	people: readonly Attendee[],
	origin: LeadOrigin = defaultOrigin,
	happenedAt: string = event.event.occurredAt,
): Promise<Map<string, SavedLead>> {
	const leads = new Map<string, SavedLead>();
	// Always in the same order, so that two events about the same people can't deadlock.
	const keyed = people.flatMap((person) => {
		const key = personKey(person);
		return key ? [{ key, person }] : [];
	});
	for (const { key, person } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1))) {
		leads.set(key, await upsertLead(db, leadValues(event, person, origin, happenedAt)));
	}
	return leads;
}

/**
 * Creates or updates the lead of the event's main person. Null for an empty class that was moved.
 *
 * @throws {MtlError} `input` if the event names no one
 */
export async function saveMainLead(
	db: Db,
	event: BookingEvent,
	origin: LeadOrigin,
): Promise<SavedLead | null> {
	if (event.booking?.scope === 'class' && event.attendee === null) return null;
	const saved = await attempt(async () => await saveLeads(db, event, peopleOf(event), origin));
	const key = event.attendee && personKey(event.attendee);
	const lead = key ? saved.get(key) : undefined;
	if (lead) return lead;
	throw new MtlError(
		'input',
		'The item does not name a person: "attendee.email" is empty.',
		'A lead needs an e-mail address, or a phone number if Cal.com has no e-mail address.',
	);
}

function leadValues(event: BookingEvent, person: Attendee, origin: LeadOrigin, happenedAt: string) {
	const { kind, key } = event.event;
	const stamp = stampOf(happenedAt, kind, key);
	return {
		email: person.email,
		phoneIdentity: person.email ? null : person.phone,
		firstName: person.firstName,
		lastName: person.lastName,
		phone: person.phone,
		activityNotes: person.notes && `Booking notes: ${person.notes}`,
		reference: origin.reference ?? event.booking?.type ?? null,
		sourceDetail: origin.sourceDetail,
		// A meeting's end carries data from booking time, so it only fills empty columns.
		stamp: kind === 'ended' ? stampOf(new Date(0).toISOString(), kind, key) : stamp,
		firstTouchStamp: stamp,
	};
}
