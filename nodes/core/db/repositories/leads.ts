import { sql } from 'kysely';

import type { Db } from '../connection';
import { cut, type Fitting, whole } from '../fitting';
import type { Installation } from '../installation';
import type { LeadRow } from '../tables';
import { leadAlias } from '../../domain/aliases';
import { findAliases } from './aliases';
import { isLiving } from './softDeletes';
import { unmoved } from '../unmoved';
import { upsert } from '../upsert';

/** What an event or a person says about a lead. Null means "nothing said". */
export interface LeadValues {
	/** Normalised; null only for people known by phone alone. */
	email: string | null;
	/** The phone number that identifies a person without an e-mail. */
	phoneIdentity: string | null;
	firstName: string | null;
	lastName: string | null;
	phone: string | null;
	activityNotes: string | null;
	reference: string | null;
	sourceDetail: string | null;
	/**
	 * `stampOf` the event: newer values replace existing ones, older values only fill empty
	 * columns.
	 */
	stamp: string;
	/** The stamp of the reference, of which the oldest stays. */
	firstTouchStamp: string;
}

export interface SavedLead {
	id: number;
	created: boolean;
}

/** Column → the column with the stamp of its value. */
const stamped = {
	first_name: 'first_name_stamp',
	last_name: 'last_name_stamp',
	phone: 'phone_stamp',
	activity_notes: 'notes_stamp',
} as const;

/**
 * Whether the event is newer. A value without a stamp existed before this package and counts as
 * written when the row was created.
 */
function isNewer([column, stamp]: [string, string]): string {
	const before = `IF(COALESCE(${column}, '') = '', '', DATE_FORMAT(created_at, '%Y-%m-%dT%H:%i:%s.999Z 5'))`;
	return `VALUES(${stamp}) IS NOT NULL AND VALUES(${stamp}) > COALESCE(${stamp}, ${before}, '')`;
}

/** Assignments run from left to right: first the value, then its stamp if the value was taken. */
function keepNewer([column, stamp]: [string, string]): string {
	const taken = `VALUES(${stamp}) IS NOT NULL AND VALUES(${stamp}) > COALESCE(${stamp}, '') AND ${column} <=> VALUES(${column})`;
	return `${column} = IF(${isNewer([column, stamp])}, VALUES(${column}), ${column}), ${stamp} = IF(${taken}, VALUES(${stamp}), ${stamp})`;
}

const anyNewer = Object.entries(stamped).map(isNewer).join(' OR ');
const keepAllNewer = Object.entries(stamped).map(keepNewer).join(',\n');
/**
 * Reference and source are those of the first contact; a value without a stamp existed before this
 * package.
 */
const isFirst =
	"VALUES(reference_stamp) IS NOT NULL AND (COALESCE(reference, '') = '' OR VALUES(reference_stamp) < COALESCE(reference_stamp, ''))";
const noSourceBeforeUs = "(reference_stamp IS NOT NULL OR COALESCE(source_detail, '') = '')";

/**
 * Whether an existing row is this person's. Byte by byte, because many collations take é for e;
 * other applications also store capitals.
 */
const isSamePerson = `IF(VALUES(email) IS NULL, ${isSameText('phone_identity')}, ${isSameText('email')})`;

function isSameText(column: string): string {
	const bytes = (text: string) => `CONVERT(${text} USING utf8mb4) COLLATE utf8mb4_bin`;
	return `(${bytes(column)} <=> ${bytes(`VALUES(${column})`)} OR ${bytes(`LOWER(${column})`)} <=> ${bytes(`VALUES(${column})`)})`;
}

/**
 * Inserts the lead or merges newer values into it, field by field, in one statement, so that
 * concurrent calls lose nothing.
 *
 * @throws {MtlError} `data` if another person's row is in the way of a unique key
 */
export async function upsertLead(db: Db, values: LeadValues, fitting: Fitting): Promise<SavedLead> {
	const lead = fitted(values, fitting);
	const stampOf = (value: string | null) => (value === null ? null : lead.stamp);
	return await upsert(db, 'leads', {
		insert: sql`INSERT INTO leads (first_name, last_name, email, phone, reference, source_detail, activity_notes, phone_identity,
			first_name_stamp, last_name_stamp, phone_stamp, notes_stamp, reference_stamp, created_at, updated_at)
		VALUES (${lead.firstName}, ${lead.lastName}, ${lead.email}, ${lead.phone}, ${lead.reference}, ${lead.sourceDetail},
			${lead.activityNotes}, ${lead.phoneIdentity}, ${stampOf(lead.firstName)}, ${stampOf(lead.lastName)}, ${stampOf(lead.phone)},
			${stampOf(lead.activityNotes)}, ${lead.reference === null ? null : lead.firstTouchStamp}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
		isSame: sql.raw(isSamePerson),
		where:
			lead.email === null
				? sql`phone_identity = ${lead.phoneIdentity}`
				: sql`email = ${lead.email}`,
		update: [
			sql.raw(`updated_at = IF(${anyNewer}, VALUES(updated_at), updated_at)`),
			sql.raw(keepAllNewer),
			sql.raw(`source_detail = IF(${isFirst} AND ${noSourceBeforeUs}, COALESCE(VALUES(source_detail), source_detail), source_detail),
			reference_stamp = IF(${isFirst}, VALUES(reference_stamp), reference_stamp),
			reference = IF(reference_stamp = VALUES(reference_stamp), VALUES(reference), reference)`),
			...unmoved('leads'),
		],
	});
}

function fitted(lead: LeadValues, fitting: Fitting): LeadValues {
	return {
		...lead,
		firstName: cut(fitting, 'leads.first_name', lead.firstName),
		lastName: cut(fitting, 'leads.last_name', lead.lastName),
		phone: whole(fitting, 'leads.phone', lead.phone),
		activityNotes: cut(fitting, 'leads.activity_notes', lead.activityNotes),
		reference: cut(fitting, 'leads.reference', lead.reference),
		sourceDetail: cut(fitting, 'leads.source_detail', lead.sourceDetail),
	};
}

/** A living lead, if there is one, else the oldest, else the lead that this address was merged into. */
export async function findLead(
	db: Db,
	installation: Installation,
	by: { id: number } | { email: string },
): Promise<LeadRow | undefined> {
	const query = db.selectFrom('leads').selectAll();
	const found = await (
		'id' in by ? query.where('id', '=', by.id) : query.where('email', '=', by.email)
	)
		.orderBy(isLiving(installation, 'leads'), 'desc')
		.orderBy('id')
		.limit(1)
		.executeTakeFirst();
	if (found || 'id' in by) return found;
	const [into] = (await findAliases(db, [`email:${by.email}`])).values();
	return into === undefined ? undefined : await findLead(db, installation, { id: into });
}

/**
 * The id of a lead; null if it does not exist, was deleted softly, or has no address any more
 * because the person was erased. A lead that was merged into another one leads there.
 */
export async function findReachableLead(
	db: Db,
	installation: Installation,
	id: number,
	{ lock }: { lock: boolean },
): Promise<number | null> {
	const query = db
		.selectFrom('leads')
		.select('id')
		.where('id', '=', id)
		.where((is) => is.or([is('email', 'is not', null), is('phone', 'is not', null)]))
		.where(isLiving(installation, 'leads'));
	const found = await (lock ? query.forUpdate() : query).executeTakeFirst();
	if (found) return found.id;
	const into = (await findAliases(db, [leadAlias(id)])).get(leadAlias(id));
	return into === undefined || into === id
		? null
		: await findReachableLead(db, installation, into, { lock });
}

/** What identifies these people: an e-mail, or the phone number of a person without one. */
export async function findIdentities(
	db: Db,
	ids: readonly number[],
): Promise<Array<{ email: string | null; phone: string | null }>> {
	return await db
		.selectFrom('leads')
		.select(['email', 'phone_identity as phone'])
		.where('id', 'in', [...ids])
		.execute();
}

export interface LeadFilter {
	reference?: string | null;
	/** Text that the name, e-mail or phone contains. */
	text?: string | null;
}

/** Newest first. Without softly deleted ones. */
export async function listLeads(
	db: Db,
	installation: Installation,
	filter: LeadFilter,
	limit: number,
): Promise<LeadRow[]> {
	let query = db.selectFrom('leads').selectAll().where(isLiving(installation, 'leads'));
	if (filter.reference) query = query.where('reference', '=', filter.reference);
	if (filter.text) {
		const part = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
		query = query.where((is) =>
			is.or([
				is('first_name', 'like', part),
				is('last_name', 'like', part),
				is('email', 'like', part),
				is('phone', 'like', part),
			]),
		);
	}
	return await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
