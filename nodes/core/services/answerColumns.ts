import { type AnswerColumn, columnValue } from '../domain/answers';
import { MtlError } from '../domain/errors';
import type { BookingEvent } from '../domain/event';
import { stampOf } from '../domain/stamp';
import type { Db, Trx } from '../db/connection';
import type { Fitting } from '../db/fitting';
import { forgetInstallation, installationOf } from '../db/installation';
import { findOwnColumns, type OwnColumn } from '../db/ownColumns';
import { writeAnswer } from '../db/repositories/answers';
import { attempt } from '../db/transaction';

export type { AnswerColumn } from '../domain/answers';
export type { OwnColumn } from '../db/ownColumns';

/** The columns of the school's own on `leads` and `bookings`, as they are now. */
export async function listOwnColumns(db: Db): Promise<OwnColumn[]> {
	return await attempt(async () => await findOwnColumns(db));
}

/**
 * Checks that answers may go to these columns.
 *
 * @throws {MtlError} `input`, naming the column, if it does not exist, is this package's, or takes
 * no answers
 */
export async function checkAnswerColumns(db: Db, wanted: readonly AnswerColumn[]): Promise<void> {
	if (wanted.length === 0 || wanted.every(isIn((await installationOf(db)).ownColumns))) return;
	// The description of the database may be older than the column.
	forgetInstallation(db);
	const columns = (await installationOf(db)).ownColumns;
	const wrong = wanted.find((one) => !isIn(columns)(one));
	if (!wrong) return;
	throw new MtlError(
		'input',
		`"Answers to Columns" names ${wrong.table}.${wrong.column}, which is not a column of your own.`,
		'Open the step and choose a column from the list. Columns that this package fills are not in it.',
	);
}

const matches = (one: AnswerColumn) => (own: OwnColumn) =>
	own.table === one.table && own.column.toLowerCase() === one.column.toLowerCase();

const isIn = (columns: readonly OwnColumn[]) => (one: AnswerColumn) => columns.some(matches(one));

/** Where an event's answers go. */
export interface AnswerRows {
	wanted: readonly AnswerColumn[];
	/** Rows of the person who answered; locked. */
	leadIds: readonly number[];
	bookingIds: readonly number[];
	/** When the event happened, if not at the time at which it was sent. */
	happenedAt?: string | undefined;
}

/**
 * Writes an event's answers to columns of the school's own. A newer answer replaces an older one, in
 * whatever order the events arrive; an empty one erases nothing. Of several questions for one
 * column, the first that is answered counts.
 */
export async function writeAnswers(
	trx: Trx,
	{ event: { kind, key, occurredAt }, answers }: BookingEvent,
	{ wanted, leadIds, bookingIds, happenedAt = occurredAt }: AnswerRows,
	fitting: Fitting,
): Promise<void> {
	// A meeting's end carries the answers from booking time.
	const stamp = stampOf(kind === 'ended' ? new Date(0).toISOString() : happenedAt, kind, key);
	const done = new Set<OwnColumn>();
	for (const one of wanted) {
		const own = fitting.installation.ownColumns.find(matches(one));
		const value = own ? columnValue(answers[one.question], own.type) : null;
		if (!own || value === null || done.has(own)) continue;
		done.add(own);
		for (const rowId of own.table === 'leads' ? leadIds : bookingIds)
			await writeAnswer(trx, own, { rowId, value, stamp }, fitting);
	}
}
