import { cancel, cancelSeries, cancelSubsequent, giveUpSeat } from '../actions/cancel';
import { type Booking, Refused } from '../model';
import type { School } from '../school';
import { type ApiRequest, ok } from './answer';
import { bookingOutput } from './bookingOutput';

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** `POST /bookings/{uid}/cancel`: a booking, a class, a seat, a series, or "this and the following". */
export async function postCancel(school: School, { body, viewer }: ApiRequest, uid: string) {
	const series = school.seriesOf(uid);
	const booking = series[0] ?? school.bookings.find((one) => one.uid === uid);
	if (!booking) throw new Refused(404, `Booking with uid=${uid} not found`);
	const reason = text(body['cancellationReason']) ?? null;
	const seatUid = text(body['seatUid']);
	const older = school.dialect === 'selfHosted2025';
	const needed = older ? ' when you are the host' : '';
	if (viewer?.id === booking.hostId && reason === null) {
		throw new Refused(400, `Cancellation reason is required${needed}`, 'bare');
	}
	if (seatUid && reason !== null && older) {
		const field = 'property cancellationReason should not exist';
		throw new Refused(400, `cancellationReason property is wrong,${field} `);
	}
	const show = (one: Booking) => bookingOutput(school, one, { viewer });
	if (series.length > 0) return ok((await cancelSeries(school, uid, { reason })).map(show));
	if (body['cancelSubsequentBookings'] === true) {
		return ok((await cancelSubsequent(school, uid, { reason })).map(show));
	}
	if (!seatUid) return ok(show(await cancel(school, uid, { reason })));
	const { lost } = await giveUpSeat(school, uid, seatUid, { reason });
	const message = 'Invalid Query: The requested record was not found.';
	if (lost) throw new Refused(404, message, 'trpc', 'NOT_FOUND');
	return ok(show(booking));
}
