import { sql } from 'kysely';

import { isAway, MtlError } from '../domain/errors';
import type { Db } from './connection';
import { findOwnColumns, type OwnColumn } from './ownColumns';
import { findTimeZone } from './repositories/settings';
import { attempt } from './transaction';

/** What can differ from one database to the next, and must be known before a row is written. */
export interface Installation {
	/** `table.column` → the longest text that it takes. */
	limits: ReadonlyMap<string, Limit>;
	/** Tables with a column `deleted_at`: another application deletes their rows softly. */
	softDeletes: ReadonlySet<string>;
	/** `table.column` of times that every update moves to now. */
	movedByUpdates: ReadonlySet<string>;
	/** Columns that are not this package's. */
	ownColumns: readonly OwnColumn[];
	/** Foreign keys of other applications' tables that point to bookings. */
	pointers: readonly Pointer[];
	/** Whether triggers may change what is written to a booking. */
	mayRewrite: boolean;
	/** The school's IANA time zone, in which days are counted. */
	timeZone: string;
}

export interface Limit {
	length: number;
	unit: 'characters' | 'bytes';
}

export interface Pointer {
	table: string;
	column: string;
}

interface Described {
	installation: Promise<Installation>;
	readAt: number;
}

const described = new WeakMap<Db, Described>();
/** A change by the administrator is noticed after this time at the latest. */
const maxAgeMs = 5 * 60_000;
/** After a refusal, the description is read again, but no more often than this. */
const minAgeMs = 1_000;

/** Reads the description of the database, at most once in five minutes. */
export async function installationOf(db: Db): Promise<Installation> {
	const known = described.get(db);
	if (known && Date.now() - known.readAt < maxAgeMs) return await known.installation;
	const installation = attempt(async () => await read(db));
	described.set(db, { installation, readAt: Date.now() });
	installation.catch(() => described.delete(db));
	return await installation;
}

/** After a change of the tables. */
export function forgetInstallation(db: Db): void {
	described.delete(db);
}

/**
 * Runs `work` with the description of the database. If the server refuses something, the database
 * may have changed since it was described: then once more with a new description.
 */
export async function withInstallation<T>(
	db: Db,
	work: (installation: Installation) => Promise<T>,
): Promise<T> {
	try {
		return await work(await installationOf(db));
	} catch (error) {
		const isRefusal = error instanceof MtlError && error.cause !== undefined && !isAway(error);
		const readAt = described.get(db)?.readAt ?? Infinity;
		if (!isRefusal || Date.now() - readAt < minAgeMs) throw error;
		forgetInstallation(db);
		return await work(await installationOf(db));
	}
}

interface ColumnRow {
	place: string;
	name: string;
	table_name: string;
	type: string;
	length: number | string | null;
	extra: string;
}

async function read(db: Db): Promise<Installation> {
	const { rows } = await sql<ColumnRow>`SELECT LOWER(CONCAT(TABLE_NAME, '.', COLUMN_NAME)) AS place,
			LOWER(COLUMN_NAME) AS name, LOWER(TABLE_NAME) AS table_name, LOWER(DATA_TYPE) AS type,
			CHARACTER_MAXIMUM_LENGTH AS length, LOWER(EXTRA) AS extra
		FROM information_schema.COLUMNS
		WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('leads', 'bookings', 'activities', 'webhook_events')`.execute(
		db,
	);
	const texts = rows.filter(({ length }) => length !== null);
	return {
		limits: new Map(texts.map(({ place, type, length }) => [place, limitOf(type, Number(length))])),
		softDeletes: new Set(
			rows.filter(({ name }) => name === 'deleted_at').map((row) => row.table_name),
		),
		movedByUpdates: new Set(
			rows.filter(({ extra }) => extra.includes('on update')).map(({ place }) => place),
		),
		ownColumns: await findOwnColumns(db),
		pointers: await pointersToBookings(db),
		mayRewrite: await hasTriggers(db),
		timeZone: await findTimeZone(db),
	};
}

function limitOf(type: string, length: number): Limit {
	return { length, unit: type.endsWith('text') ? 'bytes' : 'characters' };
}

async function pointersToBookings(db: Db): Promise<Pointer[]> {
	const { rows } = await sql<Pointer>`SELECT TABLE_NAME AS \`table\`, COLUMN_NAME AS \`column\`
		FROM information_schema.KEY_COLUMN_USAGE
		WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_SCHEMA = DATABASE()
			AND REFERENCED_TABLE_NAME = 'bookings' AND REFERENCED_COLUMN_NAME = 'id'
			AND TABLE_NAME NOT IN ('activities', 'booking_references')`.execute(db);
	return rows;
}

/** A user without the TRIGGER privilege sees no triggers, so there may be some. */
async function hasTriggers(db: Db): Promise<boolean> {
	const { rows } = await sql<{ triggers: number; privileges: number }>`SELECT
		(SELECT COUNT(*) FROM information_schema.TRIGGERS
			WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = 'bookings') AS triggers,
		(SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'TRIGGER')
			+ (SELECT COUNT(*) FROM information_schema.SCHEMA_PRIVILEGES
				WHERE PRIVILEGE_TYPE = 'TRIGGER' AND DATABASE() LIKE TABLE_SCHEMA)
			+ (SELECT COUNT(*) FROM information_schema.TABLE_PRIVILEGES
				WHERE PRIVILEGE_TYPE = 'TRIGGER' AND TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'bookings') AS privileges`.execute(
		db,
	);
	const [row] = rows;
	return Number(row?.triggers) > 0 || Number(row?.privileges) === 0;
}
