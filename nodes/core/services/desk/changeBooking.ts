import { createHash } from 'node:crypto';

import { MtlError } from '../../domain/errors';
import type { ManualEdits } from '../../domain/booking/historyEntry';
import type { Db, Trx } from '../../db/connection';
import { type Fitting, fittingFor } from '../../db/fitting';
import { withInstallation } from '../../db/installation';
import { insertActivity } from '../../db/repositories/activities';
import { findBooking } from '../../db/repositories/bookings';
import type { BookingRow } from '../../db/tables';
import { transact } from '../../db/transaction';
import { editInside } from '../editBooking';
import { authorLine, type DeskPerson } from './author';

export type { BookingRow } from '../../db/tables';
export type { DeskPerson } from './author';

/** A change of one booking by a person, with its line on the timeline. */
export interface DeskChange {
	bookingId: number;
	/** `versionOf` the booking that the person saw. */
	seen: string;
	/** Null for a note. */
	edits: ManualEdits | null;
	subject: string;
	body: string;
	by: DeskPerson;
}

/** Changes with what people decide by: a change of it meanwhile is shown, not overwritten. */
export function versionOf(row: BookingRow): string {
	const { status, assigned_teacher_id, scheduled_at, level_found, follow_up_at, lead_id } = row;
	const seen = [status, assigned_teacher_id, scheduled_at, level_found, follow_up_at, lead_id];
	return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16);
}

/**
 * Changes a booking and writes who did it on the timeline, both or neither.
 *
 * @returns the booking after the change
 * @throws {MtlError} `changed` if the booking is no longer what the person saw; `input` for a note on
 * a booking without a person, whose changes are on no timeline; `not-found`
 */
export async function changeBooking(db: Db, change: DeskChange): Promise<BookingRow> {
	const { bookingId, seen, edits } = change;
	const check = (row: BookingRow) => {
		if (versionOf(row) === seen) return;
		throw new MtlError('changed', `The booking ${bookingId} was changed meanwhile.`);
	};
	return await withInstallation(db, async (installation) => {
		return await transact(db, async (trx) => {
			const at = new Date();
			const row = edits
				? await editInside(trx, installation, bookingId, { edits, at, check })
				: await findBooking(trx, { id: bookingId });
			if (!row) throw new MtlError('not-found', `There is no booking with the id ${bookingId}.`);
			if (!edits && row.lead_id === null)
				throw new MtlError('input', 'A booking without a person has no timeline for a note.');
			await writeLine(trx, row, change, at, fittingFor(installation));
			return row;
		});
	});
}

async function writeLine(
	trx: Trx,
	{ id, lead_id: leadId }: BookingRow,
	{ subject, body, by }: DeskChange,
	occurredAt: Date,
	fitting: Fitting,
): Promise<void> {
	if (leadId === null) return;
	const text = [body, await authorLine(trx, by)].filter((part) => part !== '').join('\n');
	const line = { leadId, bookingId: id, type: 'desk', subject, body: text };
	await insertActivity(trx, { ...line, eventKey: null, position: null, occurredAt }, fitting);
}
