import { MtlError } from '../domain/errors';
import type { Attendee, BookingEvent } from '../domain/event';
import { peopleOf, personIdentity, personKey } from '../domain/person';
import { restoredLine, restoring } from '../domain/restoring';
import { stampOf } from '../domain/stamp';
import type { Db } from '../db/connection';
import { type Fitting, fittingFor } from '../db/fitting';
import { withInstallation } from '../db/installation';
import { insertActivity } from '../db/repositories/activities';
import { findAliases } from '../db/repositories/aliases';
import { isKnownEvent } from '../db/repositories/history';
import { noteOnEvent } from '../db/repositories/inbox';
import { findLead, type LeadValues, type SavedLead, upsertLead } from '../db/repositories/leads';
import { findDeletedLead, restoreRow } from '../db/repositories/softDeletes';
import type { LeadRow } from '../db/tables';
import { StartOver, transact } from '../db/transaction';
import { type AnswerColumn, writeAnswers } from './answerColumns';
import { linkedLead } from './personalLink';
import { withoutErased } from './withoutErased';

/** The source of leads, in the school's own terms. */
export interface LeadOrigin {
	/** Null: the booking type. */
	reference: string | null;
	sourceDetail: string | null;
}

interface LeadSettings {
	origin: LeadOrigin;
	/** When the event happened, if not at the time at which it was sent. */
	happenedAt?: string | undefined;
	fitting: Fitting;
}

export const defaultOrigin = {
	reference: null,
	sourceDetail: 'website_direct',
} as const satisfies LeadOrigin;

/**
 * Creates or updates the lead of each person the event is about, the main person first.
 *
 * A person who was merged into another lead is that lead; its own address stays.
 *
 * A lead that another application has deleted softly lives again, with a line on its timeline, by an
 * event of which nothing was known before; other events leave it as it is.
 *
 * @returns person key → lead; people without an e-mail and a phone number have none
 */
export async function saveLeads(
	db: Db,
	event: BookingEvent,
	people: readonly Attendee[],
	{ origin, happenedAt = event.event.occurredAt, fitting }: LeadSettings,
): Promise<Map<string, SavedLead>> {
	const leads = new Map<string, SavedLead>();
	// Always in the same order, so that two events about the same people can't deadlock.
	const keyed = people.flatMap((person) => {
		const key = personKey(person);
		return key ? [{ key, person }] : [];
	});
	const identities = keyed.flatMap(({ person }) => personIdentity(person) ?? []);
	const aliases = await findAliases(db, identities);
	for (const { key, person } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1))) {
		const kept = aliases.get(personIdentity(person) ?? '');
		const merged =
			kept === undefined ? undefined : await findLead(db, fitting.installation, { id: kept });
		const values = leadValues(event, person, origin, happenedAt, merged);
		if (merged && values.email === null && values.phoneIdentity === null) {
			leads.set(key, { id: merged.id, created: false });
			continue;
		}
		const deletes = fitting.installation.softDeletes.has('leads');
		const deleted = deletes ? await stillDeleted(db, event, values, fitting) : null;
		leads.set(key, deleted ?? (await upsertLead(db, values, fitting)));
	}
	// A person may have merged them while this event waited for the lead.
	if (!isSame(aliases, await findAliases(db, identities))) throw new StartOver();
	return leads;
}

function isSame(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean {
	return one.size === other.size && [...one].every(([alias, id]) => other.get(alias) === id);
}

/** The row of a person whose lead stays deleted. Restores it if the event does. */
async function stillDeleted(
	db: Db,
	{ event, booking }: BookingEvent,
	values: LeadValues,
	fitting: Fitting,
): Promise<SavedLead | null> {
	const id = await findDeletedLead(db, values);
	if (id === null) return null;
	if (!restoring.has(event.kind) || (await isKnownEvent(db, event.key)))
		return { id, created: false };
	if (await restoreRow(db, 'leads', id)) {
		const line = restoredLine('Lead', id, null, booking?.type ?? null);
		await insertActivity(db, { ...line, occurredAt: new Date() }, fitting);
	}
	return null;
}

/**
 * Creates or updates the lead of the event's main person. Null for an empty class that was moved,
 * and for people who stay erased.
 *
 * @throws {MtlError} `input` if the event names no one
 */
export async function saveMainLead(
	db: Db,
	event: BookingEvent,
	origin: LeadOrigin,
	answerColumns: readonly AnswerColumn[] = [],
): Promise<SavedLead | null> {
	if (event.booking?.scope === 'class' && event.attendee === null) return null;
	return await withInstallation(db, async (installation) => {
		const fitting = fittingFor(installation);
		return await transact(db, async (trx) => {
			return await withoutErased(trx, event, async (left) => {
				const linked = await linkedLead(trx, left, installation, { lock: true });
				if (linked) return { id: linked, created: false };
				const leads = await saveLeads(trx, left, peopleOf(left), { origin, fitting });
				const lead = mainOf(left, leads);
				const rows = { wanted: answerColumns, leadIds: [lead.id], bookingIds: [] };
				await writeAnswers(trx, left, rows, fitting);
				await noteOnEvent(trx, event.event.key, fitting.notes);
				return lead;
			});
		});
	});
}

function mainOf({ attendee }: BookingEvent, leads: ReadonlyMap<string, SavedLead>): SavedLead {
	const key = attendee && personKey(attendee);
	const lead = key ? leads.get(key) : undefined;
	if (lead) return lead;
	throw new MtlError(
		'input',
		'The item does not name a person: "attendee.email" is empty.',
		'A lead needs an e-mail address, or a phone number if Cal.com has no e-mail address.',
	);
}

function leadValues(
	event: BookingEvent,
	person: Attendee,
	origin: LeadOrigin,
	happenedAt: string,
	merged: LeadRow | undefined,
): LeadValues {
	const { kind, key } = event.event;
	const stamp = stampOf(happenedAt, kind, key);
	const own = person.email ? null : person.phone;
	const phoneIdentity = merged ? (merged.email ? null : merged.phone_identity) : own;
	return {
		email: merged ? merged.email : person.email,
		phoneIdentity,
		firstName: person.firstName,
		lastName: person.lastName,
		phone: person.phone,
		activityNotes: person.notes && `Booking notes: ${person.notes}`,
		reference: origin.reference ?? event.booking?.type ?? null,
		sourceDetail: event.link?.source ?? origin.sourceDetail,
		// A meeting's end carries data from booking time, so it only fills empty columns.
		stamp: kind === 'ended' ? stampOf(new Date(0).toISOString(), kind, key) : stamp,
		firstTouchStamp: stamp,
	};
}
