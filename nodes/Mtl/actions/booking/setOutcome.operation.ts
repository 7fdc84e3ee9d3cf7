import { writeNoShow } from '../../../core/calcom/api/noShow';
import { MtlError } from '../../../core/domain/errors';
import { bookingStatuses, type BookingStatus } from '../../../core/domain/event';
import { fabricatedEmail } from '../../../core/domain/values/email';
import { calComApiFor } from '../../../core/n8n/calComApi';
import type { Operation, OperationContext } from '../../../core/n8n/operation';
import { editBooking } from '../../../core/services/editBooking';
import { findLead } from '../../../core/services/queries';
import { bookingId } from '../../fields';
import { rowOut } from '../../output';
import { optionsOf } from '../../statuses';

/** Outcomes that set or clear a no-show mark; a cancelled booking keeps what it has. */
const outcomesOfNoShow: BookingStatus[] = ['completed', 'no_show', 'scheduled'];

export const setOutcome: Operation = {
	resource: 'booking',
	value: 'setOutcome',
	name: 'Set Outcome',
	action: 'Set the outcome of a booking',
	description: 'Set the status of a booking; only a later event changes it again',
	fields: [
		bookingId,
		{
			displayName: 'Outcome',
			name: 'outcome',
			type: 'options',
			options: optionsOf(bookingStatuses),
			default: 'completed',
			description: 'Value for <code>bookings.status</code>',
		},
		{
			displayName: 'Write No-Show to Cal.com',
			name: 'writeNoShow',
			type: 'boolean',
			default: false,
			description:
				'Whether to also set the no-show mark of the person in Cal.com, or clear it for another outcome. Possible after the booking begins.',
			displayOptions: { show: { outcome: outcomesOfNoShow } },
		},
	],
	async execute(context) {
		const { db, id, option, flag } = context;
		const status = option('outcome', bookingStatuses, 'Outcome');
		const booking = await editBooking(db, id('bookingId', 'Booking ID'), { status });
		if (flag('writeNoShow', false) && outcomesOfNoShow.includes(status)) {
			await writeToCalCom(context, booking);
		}
		return rowOut(booking, 'booking');
	},
};

type Row = Awaited<ReturnType<typeof editBooking>>;

/** The outcome is stored already, whatever Cal.com says. */
async function writeToCalCom({ db, functions }: OperationContext, booking: Row): Promise<void> {
	const { external_booking_id: uid, lead_id: leadId, status } = booking;
	const lead = leadId === null ? undefined : await findLead(db, { id: leadId });
	const phone = lead?.phone_identity;
	const email = lead?.email ?? (phone ? fabricatedEmail(phone) : null);
	if (!uid || !email) {
		if (status !== 'no_show') return;
		throw new MtlError(
			'input',
			`The booking ${booking.id} has no ${uid ? 'email address' : 'UID in Cal.com'}, so the no-show was not written there.`,
			'Turn off "Write No-Show to Cal.com" for this booking.',
		);
	}
	const api = await calComApiFor(functions);
	await writeNoShow(api, { uid, email, absent: status === 'no_show' }, new Date());
}
