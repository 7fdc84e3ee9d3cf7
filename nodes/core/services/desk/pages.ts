import type { FindingKind } from '../../calcom/reconcile/differences';
import { MtlError } from '../../domain/errors';
import type { Db } from '../../db/connection';
import { type Installation, withInstallation } from '../../db/installation';
import { addressIn, leadAlias } from '../../domain/aliases';
import { looksLikePhone, normalisePhone } from '../../domain/values/phone';
import { aliasesOf, findAliases } from '../../db/repositories/aliases';
import { bookingIdsOfLead } from '../../db/repositories/leadMerges';
import { listActivities } from '../../db/repositories/activities';
import { findReports } from '../../db/repositories/calComAccounts';
import { findBooking } from '../../db/repositories/bookings';
import * as lists from '../../db/repositories/deskLists';
import { findNewestReading } from '../../db/repositories/inbox';
import { findLead } from '../../db/repositories/leads';
import type { ActivityRow, BookingRow, LeadRow } from '../../db/tables';
import { attempt } from '../../db/transaction';
import { versionOfLeads } from './mergeLeads';
import { settingsOf } from '../retryEvents';
import { problemsOf } from '../reconcile/problems';
import type { DriftReport } from '../reconcile/report';

export type {
	ListedBooking,
	ListedEvent,
	PossibleDuplicate,
} from '../../db/repositories/deskLists';
export type { ActivityRow, BookingRow, LeadRow } from '../../db/tables';

/** More rows than these are not shown on one page. */
const maxRows = 200;
const fewRows = 20;

/** The limits of the days that "Upcoming" shows, as instants. */
export interface Days {
	now: Date;
	today: Date;
	tomorrow: Date;
	dayAfter: Date;
	weekEnd: Date;
	/** From when on past checks are still to be recorded. */
	recordFrom: Date;
}

export interface Upcoming {
	today: lists.ListedBooking[];
	tomorrow: lists.ListedBooking[];
	week: lists.ListedBooking[];
	toRecord: lists.ListedBooking[];
}

const reading = async <T>(db: Db, read: (installation: Installation) => Promise<T>): Promise<T> =>
	await attempt(async () => await withInstallation(db, read));

/**
 * What the page "Upcoming" shows. Today's list is the whole day, for printing; what has begun is
 * also to be recorded.
 */
export async function readUpcoming(db: Db, days: Days): Promise<Upcoming> {
	return await reading(db, async (installation) => {
		const between = async (from: Date, to: Date) =>
			await lists.listScheduled(db, installation, { from, to }, maxRows);
		return {
			today: await between(days.today, days.tomorrow),
			tomorrow: await between(days.tomorrow, days.dayAfter),
			week: await between(days.dayAfter, days.weekEnd),
			toRecord: await between(days.recordFrom, days.now),
		};
	});
}

/** Bookings by name, e-mail, phone or uid. */
export async function search(db: Db, text: string): Promise<lists.ListedBooking[]> {
	return await reading(db, async (installation) => {
		const { defaultCountry } = settingsOf({ reading: await findNewestReading(db) });
		const phone = looksLikePhone(text, defaultCountry)
			? normalisePhone(text, defaultCountry)
			: null;
		return await lists.searchBookings(db, installation, { text, phone }, fewRows * 2);
	});
}

export interface BookingPage {
	booking: BookingRow;
	lead: LeadRow | null;
	teachers: Array<{ id: number; name: string; email: string | null }>;
	timeline: ActivityRow[];
	events: lists.ListedEvent[];
	times: Array<{ startsAt: string }>;
}

/** @throws {MtlError} `not-found` */
export async function readBooking(db: Db, id: number): Promise<BookingPage> {
	return await reading(db, async (installation) => {
		const booking = await findBooking(db, { id });
		if (!booking) throw new MtlError('not-found', `There is no booking with the id ${id}.`);
		const uids = await lists.listUids(db, id);
		const { lead_id: leadId } = booking;
		return {
			booking,
			lead: leadId === null ? null : ((await findLead(db, installation, { id: leadId })) ?? null),
			teachers: await lists.listTeachers(db),
			timeline: await listActivities(db, { bookingId: id }, maxRows),
			events: await lists.listEventsOfUids(db, uids, maxRows),
			times: await lists.listTimes(db, uids),
		};
	});
}

export interface PersonPage {
	lead: LeadRow;
	bookings: lists.ListedBooking[];
	timeline: ActivityRow[];
	possibleDuplicates: lists.PossibleDuplicate[];
	/** The further addresses of a person who was merged from several leads. */
	otherAddresses: string[];
}

/**
 * A person; for a lead that was merged, the lead that it is now.
 *
 * @throws {MtlError} `not-found`
 */
export async function readPerson(db: Db, asked: number): Promise<PersonPage> {
	return await reading(db, async (installation) => {
		const id = (await findAliases(db, [leadAlias(asked)])).get(leadAlias(asked)) ?? asked;
		const lead = await findLead(db, installation, { id });
		if (!lead) throw new MtlError('not-found', `There is no person with the id ${id}.`);
		return {
			lead,
			bookings: await lists.listBookingsOfLead(db, installation, id, maxRows),
			timeline: await listActivities(db, { leadId: id }, maxRows),
			possibleDuplicates: await lists.listPossibleDuplicates(db, installation, lead),
			otherAddresses: (await aliasesOf(db, id)).flatMap((alias) => {
				const address = addressIn(alias);
				return address?.email ?? address?.phone ?? [];
			}),
		};
	});
}

/** Two leads that a person is about to merge. */
export interface MergePage {
	keep: LeadRow;
	other: LeadRow;
	bookings: lists.ListedBooking[];
	/** `versionOfLeads`. */
	seen: string;
}

/** @throws {MtlError} `not-found` */
export async function readMerge(db: Db, keepId: number, otherId: number): Promise<MergePage> {
	return await reading(db, async (installation) => {
		const keep = await findLead(db, installation, { id: keepId });
		const other = await findLead(db, installation, { id: otherId });
		if (!keep || !other || keepId === otherId)
			throw new MtlError('not-found', 'One of the two people does not exist any more.');
		const bookings = await lists.listBookingsOfLead(db, installation, otherId, maxRows);
		const ids = await attempt(async () => await bookingIdsOfLead(db, otherId));
		return { keep, other, bookings, seen: versionOfLeads(keep, other, ids) };
	});
}

export interface EventsPage {
	stuck: lists.ListedEvent[];
	recent: lists.ListedEvent[];
	/** The last comparison with Cal.com, for each account. */
	comparisons: Comparison[];
}

export interface Comparison {
	account: string;
	startedAt: Date;
	read: number;
	/** What was found, by kind. */
	found: Array<[FindingKind, number]>;
	/** What a person should know, one sentence each. */
	problems: string[];
}

export async function readEvents(db: Db): Promise<EventsPage> {
	return await attempt(async () => ({
		stuck: await lists.listStuckEvents(db, maxRows),
		recent: await lists.listRecentEvents(db, fewRows),
		comparisons: (await findReports(db)).map(({ report }) => comparisonOf(report as DriftReport)),
	}));
}

function comparisonOf(report: DriftReport): Comparison {
	const { account, startedAt, read, found } = report;
	return {
		...{ account, read },
		startedAt: new Date(startedAt),
		found: Object.entries(found) as Comparison['found'],
		problems: problemsOf(report, new Date()),
	};
}
