import type { ColumnType, Generated, Selectable } from 'kysely';

import type { BookingStatus, CancelledBy } from '../domain/event';
import type { InboxStatus } from '../domain/inbox';

/** Times are `DATETIME(3)` in UTC; mysql2 turns them into Dates (`timezone: 'Z'`). */
type Time = ColumnType<Date, Date, Date>;
type OptionalTime = ColumnType<Date | null, Date | null | undefined, Date | null>;
type WithDefault<T> = ColumnType<T, T | undefined, T>;
type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface LeadsTable {
	id: Generated<number>;
	first_name: Optional<string>;
	last_name: Optional<string>;
	email: Optional<string>;
	phone: Optional<string>;
	reference: Optional<string>;
	source_detail: Optional<string>;
	activity_notes: Optional<string>;
	phone_identity: Optional<string>;
	first_name_stamp: Optional<string>;
	last_name_stamp: Optional<string>;
	phone_stamp: Optional<string>;
	notes_stamp: Optional<string>;
	reference_stamp: Optional<string>;
	created_at: Time;
	updated_at: Time;
}

export interface BookingsTable {
	id: Generated<number>;
	lead_id: Optional<number>;
	booking_provider: Optional<string>;
	external_booking_id: Optional<string>;
	booking_type: Optional<string>;
	scheduled_at: OptionalTime;
	ends_at: OptionalTime;
	status: WithDefault<BookingStatus>;
	assigned_teacher_id: Optional<number>;
	title: Optional<string>;
	location: Optional<string>;
	meeting_url: Optional<string>;
	cancellation_reason: Optional<string>;
	/** The level that the check found, such as `B1`. Set by people only. */
	level_found: Optional<string>;
	/** When to get back to the person. Set by people only. */
	follow_up_at: OptionalTime;
	webhook_payload: Optional<string>;
	last_event_at: OptionalTime;
	/** When it was first booked; the columns from here to `cancelled_by` are `Reported`. */
	booked_at: OptionalTime;
	/** The days in the school's time zone. */
	booked_on: OptionalTime;
	starts_on: OptionalTime;
	cancelled_at: OptionalTime;
	/** `merged` is a row that turned out to be another booking, kept because others point to it. */
	cancelled_by: Optional<CancelledBy | 'merged'>;
	/** `Rewritten` as JSON; null if the row holds what was written. */
	rewritten: Optional<string>;
	created_at: Time;
	updated_at: Time;
}

export interface ActivitiesTable {
	id: Generated<number>;
	lead_id: number;
	booking_id: Optional<number>;
	type: string;
	subject: Optional<string>;
	body: Optional<string>;
	event_key: Optional<string>;
	occurred_at: OptionalTime;
	/**
	 * Microseconds since 1970: the order in which things happened. Null for lines not added by an
	 * event.
	 */
	position: Optional<number>;
	created_at: Time;
	updated_at: Time;
}

export interface WebhookEventsTable {
	id: Generated<number>;
	provider: string;
	external_id: Optional<string>;
	event_type: string;
	status: InboxStatus;
	error_message: Optional<string>;
	payload: Optional<string>;
	dedupe_key: Optional<string>;
	body_hash: Optional<string>;
	/** How the trigger that received the event parses bodies (`ParseSettings` as JSON). */
	reading: Optional<string>;
	source: Optional<string>;
	occurred_at: OptionalTime;
	attempts: WithDefault<number>;
	next_attempt_at: OptionalTime;
	/** The n8n process that works on the event; see `ProcessOwner`. */
	locked_by: Optional<string>;
	/** End of the lease of the process that works on the row. */
	locked_until: OptionalTime;
	duplicate_count: WithDefault<number>;
	last_seen_at: OptionalTime;
	processed_at: OptionalTime;
	/** The n8n execution that last finished or failed it. */
	execution_id: Optional<string>;
	/** What of the event did not fit into the columns. */
	notes: Optional<string>;
	created_at: Time;
	updated_at: Time;
}

/**
 * Every uid and seat ever seen for a booking. The row with the empty seat key represents the uid
 * itself.
 */
export interface BookingReferencesTable {
	id: Generated<number>;
	provider: string;
	uid: string;
	seat_key: string;
	attendee_seat_id: Optional<string>;
	booking_id: Optional<number>;
	/** The Cal.com account whose key was shown the booking last; see `accountKey`. */
	account: Optional<string>;
	created_at: Time;
}

/** What each event said about a booking (`HistoryEntry`); `bookings` is the fold of it. */
export interface BookingHistoryTable {
	id: Generated<number>;
	provider: string;
	uid: string;
	/** The uid that this uid replaces, or that its chain began with. */
	linked_uid: Optional<string>;
	/** Person and event type, if the event may be about a series. */
	series_key: Optional<string>;
	/** `EventScope`; null in entries from versions before 1.1. */
	scope: Optional<string>;
	seat_key: string;
	event_key: string;
	stamp: string;
	kind: string;
	details: string;
	created_at: Time;
}

export interface UsersTable {
	id: Generated<number>;
	name: string;
	email: Optional<string>;
}

/** What stays erased: see `Erasures`. */
export interface ErasuresTable {
	/** HMAC-SHA256 of a mark, with the key "erasures" of `mtl_keys`. */
	hash: string;
	erased_at: Time;
}

/** What else leads to a lead, since a person merged another lead into it. */
export interface LeadAliasesTable {
	/** `personIdentity` of the other lead, or `lead:` and its id. */
	alias: string;
	lead_id: number;
	created_at: WithDefault<Date>;
}

/** From which event the answer in a column of the school's own is. */
export interface AnswersTable {
	id: Generated<number>;
	table_name: string;
	row_id: number;
	column_name: string;
	/** `stampOf` the event. */
	stamp: string;
}

/** Random keys, made when they are first needed. */
export interface KeysTable {
	name: string;
	/** 64 hex digits. */
	value: string;
}

/** Settings that everything that writes this database must agree on. */
export interface SettingsTable {
	/** Only `time_zone`: the school's IANA time zone. */
	name: string;
	value: string;
}

/** Which process may do what only one may do at a time, and until when. */
export interface LeasesTable {
	name: string;
	owner: string;
	ends_at: Time;
}

/** A Cal.com account whose bookings are read through the API. */
export interface CalComAccountsTable {
	/** `accountKey`. */
	account: string;
	/** Changes before it are known. */
	watermark: OptionalTime;
	/** JSON: the event types whose classes showed this key who sits in them. */
	shown_types: Optional<string>;
	/** JSON: the last `DriftReport`. */
	report: Optional<string>;
	/** JSON: how far a backfill has come. */
	backfill: Optional<string>;
	/** JSON: the webhooks that triggers have registered (`RegisteredWebhook[]`). */
	webhooks: Optional<string>;
	updated_at: Time;
}

export interface SchemaTable {
	version: number;
	applied_at: Time;
}

export interface Tables {
	leads: LeadsTable;
	bookings: BookingsTable;
	activities: ActivitiesTable;
	webhook_events: WebhookEventsTable;
	booking_references: BookingReferencesTable;
	booking_history: BookingHistoryTable;
	users: UsersTable;
	mtl_erasures: ErasuresTable;
	mtl_lead_aliases: LeadAliasesTable;
	mtl_answers: AnswersTable;
	mtl_keys: KeysTable;
	mtl_settings: SettingsTable;
	mtl_leases: LeasesTable;
	mtl_calcom_accounts: CalComAccountsTable;
	mtl_schema: SchemaTable;
}

export type LeadRow = Selectable<LeadsTable>;
export type BookingRow = Selectable<BookingsTable>;
export type ActivityRow = Selectable<ActivitiesTable>;
export type InboxRow = Selectable<WebhookEventsTable>;
