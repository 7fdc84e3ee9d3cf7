import { MtlError } from '../domain/errors';
import type { Attendee, BookingEvent } from '../domain/event';
import { entriesOf, type HistoryEntry, type Teacher } from '../domain/booking/historyEntry';
import type { KnownBookings } from '../domain/booking/knownBookings';
import { personKey } from '../domain/person';
import { planBooking, timeInOrder } from '../domain/booking/planBooking';
import type { Db, Trx } from '../db/connection';
import { type Fitting, fittingFor } from '../db/fitting';
import { type Installation, withInstallation } from '../db/installation';
import { noteOnEvent } from '../db/repositories/inbox';
import { findReachableLead } from '../db/repositories/leads';
import { findTeacherId } from '../db/repositories/users';
import { transact } from '../db/transaction';
import { type AnswerColumn, writeAnswers } from './answerColumns';
import { linkedLead } from './personalLink';
import { defaultOrigin, type LeadOrigin, saveLeads } from './saveLeads';
import { concernedBy, lockAndLoad } from './loadBookings';
import { withoutErased } from './withoutErased';
import { type SavedBooking, writePlan } from './writePlan';

export interface SaveSettings {
	origin?: LeadOrigin | undefined;
	/** Whether the booking's teacher follows Cal.com's organizer. */
	assignTeacher?: boolean;
	/** Which answers go to columns of the school's own; checked before. */
	answerColumns?: readonly AnswerColumn[];
}

/**
 * Applies one event: stores its entries, folds the history of the bookings that it names, and
 * writes their state. Applying events again, late or in another order leads to the same rows. Locks
 * uids, leads and bookings, in this order.
 *
 * @returns the bookings concerned; none for an event about an appointment without a known person, or
 * of which nothing is left without the people who stay erased
 * @throws {MtlError} `input` if the event is not about a booking
 */
export async function saveBooking(
	db: Db,
	event: BookingEvent,
	settings: SaveSettings = {},
): Promise<SavedBooking[]> {
	if (!event.booking) {
		throw new MtlError(
			'input',
			'The item is not about a booking: "booking.uid" is empty.',
			'Connect this step to an output that carries bookings, or fill in the fields yourself.',
		);
	}
	return await withInstallation(db, async (installation) => {
		const saved = await transact(db, async (trx) => {
			return await withoutErased(trx, event, async (left) => {
				return await save(trx, left, settings, installation);
			});
		});
		return saved ?? [];
	});
}

async function save(
	trx: Trx,
	event: BookingEvent,
	settings: SaveSettings,
	installation: Installation,
): Promise<SavedBooking[]> {
	const fitting = fittingFor(installation);
	const known = await lockAndLoad(trx, concernedBy(entriesOf(event, nobody)), installation);
	const people = await savePeople(trx, event, known, settings, fitting);
	const plan = planBooking(known, entriesOf(event, people), new Date());
	const saved = await writePlan(trx, known, plan, event.event.key, fitting);
	if (settings.answerColumns && event.attendee && !decidesNothing.has(event.event.kind)) {
		const { mainLeadId, happenedAt } = people;
		const key = personKey(event.attendee);
		const theirs = saved.filter(({ person }) => person !== null && person === key);
		const rows = {
			wanted: settings.answerColumns,
			leadIds: mainLeadId ? [mainLeadId] : [],
			bookingIds: theirs.map(({ id }) => id),
			happenedAt,
		};
		await writeAnswers(trx, event, rows, fitting);
	}
	await noteOnEvent(trx, event.event.key, fitting.notes);
	return saved.map((one) => ({ ...one, leadCreated: people.newLeadIds.has(one.leadId) }));
}

/** The rows of the people named in an event. */
interface People {
	/** Person key → lead. */
	leadIds: ReadonlyMap<string, number>;
	/** Leads created by this event. */
	newLeadIds: ReadonlySet<number | null>;
	teacher: Teacher | null;
	/** The lead that the event's booking link names. */
	linkedLeadId: number | null;
	/** The lead of the main person, if the event may change it. */
	mainLeadId?: number | undefined;
	/** When the event happened, if not at the time at which it was sent. */
	happenedAt?: string | undefined;
}

const nobody: People = {
	leadIds: new Map(),
	newLeadIds: new Set(),
	teacher: null,
	linkedLeadId: null,
};

async function savePeople(
	trx: Trx,
	event: BookingEvent,
	known: KnownBookings,
	{ origin = defaultOrigin, assignTeacher = true }: SaveSettings,
	fitting: Fitting,
): Promise<People> {
	const teacher = assignTeacher ? await teacherOf(trx, event) : null;
	const linkedLeadId = await linkedLead(trx, event, fitting.installation, { lock: true });
	const key = event.attendee && personKey(event.attendee);
	const linked = linkedLeadId ?? (await linkedBefore(trx, key, known, fitting.installation));
	if (key && linked) {
		// The person who books for a known lead does not become a lead, and changes nothing about it.
		return { leadIds: new Map([[key, linked]]), newLeadIds: new Set(), teacher, linkedLeadId };
	}
	const happenedAt = timeInOrder(known, entriesOf(event, { ...nobody, teacher })) ?? undefined;
	const leads = await saveLeads(trx, event, peopleToSave(event), { origin, happenedAt, fitting });
	const created = [...leads.values()].filter((lead) => lead.created);
	return {
		leadIds: new Map([...leads].map(([one, { id }]) => [one, id])),
		newLeadIds: new Set(created.map(({ id }) => id)),
		teacher,
		linkedLeadId: null,
		mainLeadId: key ? leads.get(key)?.id : undefined,
		happenedAt,
	};
}

/** The lead that an earlier event of this appointment named: not every event repeats the link. */
async function linkedBefore(
	trx: Trx,
	key: string | null,
	{ history }: KnownBookings,
	installation: Installation,
): Promise<number | null> {
	const isTheirs = ({ people, isClass }: HistoryEntry) => !isClass && people[0]?.person === key;
	const named = history.findLast((entry) => entry.linkedLeadId && isTheirs(entry))?.linkedLeadId;
	return named ? await findReachableLead(trx, installation, named, { lock: true }) : null;
}

async function teacherOf(trx: Trx, { organizer }: BookingEvent): Promise<Teacher | null> {
	const email = organizer?.email;
	return email ? { email, id: await findTeacherId(trx, email) } : null;
}

const decidesNothing = new Set(['no_show', 'location_updated', 'reassigned', 'other']);

/**
 * The people whose leads an event creates or updates. Guests are not leads, although events that
 * decide nothing also name them.
 */
function peopleToSave({ event, booking, attendee, otherAttendees }: BookingEvent): Attendee[] {
	if (!attendee || decidesNothing.has(event.kind)) return [];
	const all = booking?.scope === 'seats' || booking?.scope === 'class';
	return all ? [attendee, ...otherAttendees] : [attendee];
}
