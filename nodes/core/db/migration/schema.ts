import type { Tables } from '../tables';

/**
 * A required table: columns and unique or plain indexes, in portable SQL. `name(20)` is an index over
 * the beginning of a column.
 */
export interface RequiredTable {
	name: string;
	columns: Record<string, string>;
	/** Every table has one, because many servers refuse tables without. */
	primaryKey: string;
	indexes: Record<string, { unique: boolean; columns: string[] }>;
	/** Another application's table: created if missing, never changed. */
	foreign?: boolean;
}

/** Raised whenever a required table below changes. */
export const schemaVersion = 9;

const id = 'BIGINT UNSIGNED NOT NULL AUTO_INCREMENT';
const time = 'DATETIME(3) NULL';
const created = 'DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)';
const updated = `${created} ON UPDATE CURRENT_TIMESTAMP(3)`;
const timestamps = { created_at: created, updated_at: updated };
const text = (length: number) => `VARCHAR(${length}) NULL`;
const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
/**
 * E-mails are compared byte by byte: the servers' collations treat é as e, and differ from each
 * other.
 */
const email = 'VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL';
const unique = (...columns: string[]) => ({ unique: true, columns });
const index = (...columns: string[]) => ({ unique: false, columns });

/** Exactly the columns of `Tables`. */
const tables = {
	leads: {
		columns: {
			id,
			first_name: text(1000),
			last_name: text(1000),
			email,
			phone: text(100),
			reference: text(64),
			source_detail: text(64),
			activity_notes: 'MEDIUMTEXT NULL',
			phone_identity: 'VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL',
			first_name_stamp: `${ascii(48)} NULL`,
			last_name_stamp: `${ascii(48)} NULL`,
			phone_stamp: `${ascii(48)} NULL`,
			notes_stamp: `${ascii(48)} NULL`,
			reference_stamp: `${ascii(48)} NULL`,
			...timestamps,
		},
		indexes: {
			leads_email_unique: unique('email'),
			leads_phone_identity_unique: unique('phone_identity'),
			leads_created_at_index: index('created_at'),
			// For searches by the beginning.
			leads_phone_index: index('phone(20)'),
			leads_first_name_index: index('first_name(20)'),
			leads_last_name_index: index('last_name(20)'),
		},
	},
	bookings: {
		columns: {
			id,
			lead_id: 'BIGINT UNSIGNED NULL',
			booking_provider: text(32),
			external_booking_id: text(191),
			booking_type: text(64),
			scheduled_at: time,
			ends_at: time,
			status: "VARCHAR(32) NOT NULL DEFAULT 'scheduled'",
			assigned_teacher_id: 'BIGINT UNSIGNED NULL',
			title: text(1000),
			location: text(2000),
			meeting_url: text(2000),
			cancellation_reason: 'MEDIUMTEXT NULL',
			level_found: text(64),
			follow_up_at: time,
			webhook_payload: 'LONGTEXT NULL',
			last_event_at: time,
			booked_at: time,
			booked_on: 'DATE NULL',
			starts_on: 'DATE NULL',
			cancelled_at: time,
			cancelled_by: `${ascii(8)} NULL`,
			rewritten: 'TEXT NULL',
			...timestamps,
		},
		indexes: {
			bookings_external_booking_id_index: index('external_booking_id'),
			bookings_created_at_index: index('created_at'),
			bookings_schedule_index: index('booking_type', 'status', 'scheduled_at'),
			bookings_status_index: index('status', 'scheduled_at'),
			// Reports read thousands of bookings, and these hold all that they need.
			bookings_report_index: index(
				'starts_on',
				'status',
				'booking_type',
				'assigned_teacher_id',
				'lead_id',
				'cancelled_by',
				'booked_on',
				'scheduled_at',
				'cancelled_at',
			),
			// Also the index of the foreign key: the servers drop one over lead_id alone for it.
			bookings_lead_report_index: index(
				'lead_id',
				'booked_on',
				'starts_on',
				'status',
				'cancelled_by',
			),
			bookings_booked_on_index: index('booked_on', 'lead_id', 'starts_on', 'cancelled_by'),
		},
	},
	activities: {
		columns: {
			id,
			lead_id: 'BIGINT UNSIGNED NOT NULL',
			booking_id: 'BIGINT UNSIGNED NULL',
			type: 'VARCHAR(64) NOT NULL',
			subject: text(255),
			body: 'MEDIUMTEXT NULL',
			event_key: `${ascii(64)} NULL`,
			occurred_at: time,
			position: 'BIGINT NULL',
			...timestamps,
		},
		indexes: {
			activities_event_unique: unique('event_key', 'lead_id'),
			activities_lead_id_index: index('lead_id', 'created_at'),
			activities_booking_id_index: index('booking_id'),
		},
	},
	webhook_events: {
		columns: {
			id,
			provider: 'VARCHAR(32) NOT NULL',
			external_id: text(191),
			event_type: 'VARCHAR(100) NOT NULL',
			status: "VARCHAR(32) NOT NULL DEFAULT 'received'",
			error_message: 'TEXT NULL',
			payload: 'LONGTEXT NULL',
			dedupe_key: `${ascii(64)} NULL`,
			body_hash: `${ascii(64)} NULL`,
			reading: 'TEXT NULL',
			source: text(32),
			occurred_at: time,
			attempts: 'INT UNSIGNED NOT NULL DEFAULT 0',
			next_attempt_at: time,
			locked_until: time,
			locked_by: text(128),
			duplicate_count: 'INT UNSIGNED NOT NULL DEFAULT 0',
			last_seen_at: time,
			processed_at: time,
			execution_id: text(64),
			notes: 'TEXT NULL',
			...timestamps,
		},
		indexes: {
			webhook_events_dedupe_unique: unique('dedupe_key'),
			webhook_events_claim_index: index('provider', 'status', 'next_attempt_at'),
			webhook_events_lease_index: index('provider', 'locked_until'),
			webhook_events_external_id_index: index('external_id'),
			webhook_events_recent_index: index('provider', 'created_at'),
			webhook_events_body_hash_index: index('body_hash'),
		},
	},
	booking_references: {
		columns: {
			id,
			provider: `${ascii(32)} NOT NULL`,
			uid: `${ascii(191)} NOT NULL`,
			seat_key: `${ascii(32)} NOT NULL DEFAULT ''`,
			attendee_seat_id: text(64),
			booking_id: 'BIGINT UNSIGNED NULL',
			account: `${ascii(191)} NULL`,
			created_at: created,
		},
		indexes: {
			booking_references_unique: unique('provider', 'uid', 'seat_key'),
			booking_references_booking_id_index: index('booking_id'),
			booking_references_account_index: index('account'),
		},
	},
	booking_history: {
		columns: {
			id,
			provider: `${ascii(32)} NOT NULL`,
			uid: `${ascii(191)} NOT NULL`,
			linked_uid: `${ascii(191)} NULL`,
			series_key: `${ascii(64)} NULL`,
			scope: `${ascii(16)} NULL`,
			seat_key: `${ascii(32)} NOT NULL`,
			event_key: `${ascii(64)} NOT NULL`,
			stamp: `${ascii(48)} NOT NULL`,
			kind: `${ascii(20)} NOT NULL`,
			details: 'LONGTEXT NOT NULL',
			created_at: created,
		},
		indexes: {
			booking_history_event_unique: unique('event_key', 'uid', 'seat_key'),
			booking_history_uid_index: index('provider', 'uid'),
			booking_history_linked_uid_index: index('provider', 'linked_uid'),
			booking_history_series_index: index('provider', 'series_key'),
		},
	},
	users: {
		columns: { id, name: 'VARCHAR(255) NOT NULL', email: text(320) },
		indexes: {},
		foreign: true,
	},
	mtl_erasures: {
		columns: { hash: `${ascii(64)} NOT NULL`, erased_at: 'DATETIME(3) NOT NULL' },
		primaryKey: 'hash',
		indexes: {},
	},
	mtl_lead_aliases: {
		columns: {
			alias: 'VARCHAR(330) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
			lead_id: 'BIGINT UNSIGNED NOT NULL',
			created_at: created,
		},
		primaryKey: 'alias',
		indexes: { mtl_lead_aliases_lead_id_index: index('lead_id') },
	},
	mtl_answers: {
		columns: {
			id,
			table_name: `${ascii(16)} NOT NULL`,
			row_id: 'BIGINT UNSIGNED NOT NULL',
			column_name: 'VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
			stamp: `${ascii(48)} NOT NULL`,
		},
		indexes: { mtl_answers_unique: unique('table_name', 'row_id', 'column_name') },
	},
	mtl_keys: {
		columns: { name: `${ascii(32)} NOT NULL`, value: `${ascii(64)} NOT NULL` },
		primaryKey: 'name',
		indexes: {},
	},
	mtl_settings: {
		columns: { name: `${ascii(32)} NOT NULL`, value: `${ascii(64)} NOT NULL` },
		primaryKey: 'name',
		indexes: {},
	},
	mtl_leases: {
		columns: {
			name: `${ascii(32)} NOT NULL`,
			owner: `${ascii(36)} NOT NULL`,
			ends_at: 'DATETIME(3) NOT NULL',
		},
		primaryKey: 'name',
		indexes: {},
	},
	mtl_calcom_accounts: {
		columns: {
			account: `${ascii(191)} NOT NULL`,
			watermark: time,
			shown_types: 'TEXT NULL',
			report: 'MEDIUMTEXT NULL',
			backfill: 'TEXT NULL',
			webhooks: 'TEXT NULL',
			updated_at: updated,
		},
		primaryKey: 'account',
		indexes: {},
	},
	mtl_schema: {
		columns: { version: 'INT UNSIGNED NOT NULL', applied_at: created },
		primaryKey: 'version',
		indexes: {},
	},
} satisfies {
	[T in keyof Tables]: Omit<RequiredTable, 'name' | 'columns' | 'primaryKey'> & {
		primaryKey?: string;
		columns: Record<keyof Tables[T], string>;
	};
};

export const requiredTables: readonly RequiredTable[] = Object.entries(tables).map(
	([name, table]) => ({ name, primaryKey: 'id', ...table }),
);

/** Tables that other applications may have made and may write too. */
export const sharedTables: readonly RequiredTable[] = requiredTables.filter(({ name }) =>
	['leads', 'bookings', 'activities', 'webhook_events'].includes(name),
);
