import { MtlError } from '../../domain/errors';
import { normaliseEmail } from '../../domain/values/email';
import type { ApiBooking, ApiPerson } from './booking';
import { bookingVersion, findBookings } from './bookings';
import type { CalComApi } from './client';

/** The no-show mark that a person in a booking should have. */
export interface NoShow {
	/** The booking's current uid. */
	uid: string;
	/** Normalised. */
	email: string;
	absent: boolean;
}

/**
 * Sets or clears a no-show mark in Cal.com, if it is not as it should be. Cal.com delivers every
 * mark, even if it changes nothing, and some versions also for people who are not in the booking.
 *
 * @returns whether a mark was sent
 * @throws {MtlError} for a mark to set: `input` before the booking begins, `not-found` if the booking
 * or the person is not there
 * @throws {CalComApiError} if Cal.com refuses
 */
export async function writeNoShow(
	api: CalComApi,
	{ uid, email, absent }: NoShow,
	now: Date,
): Promise<boolean> {
	const booking = (await findBookings(api, uid)).find((one) => one.uid === uid);
	// A person can have several seats.
	const people = booking
		? peopleIn(booking).filter((one) => normaliseEmail(one.email) === email)
		: [];
	if (!absent && !people.some((one) => one.absent)) return false;
	if (!booking) throw unknownBooking(uid);
	const [person] = people;
	if (!person) throw unknownPerson(booking);
	if (people.every((one) => one.absent === absent)) return false;
	if (absent && new Date(booking.startsAt) > now) throw tooEarly(booking);
	const attendees = [{ email: person.email, absent }];
	const path = `/bookings/${encodeURIComponent(uid)}/mark-absent`;
	await api.post(path, { attendees }, bookingVersion);
	return true;
}

function peopleIn({ booker, seats, guests }: ApiBooking): ApiPerson[] {
	return [...(booker ? [booker] : []), ...seats, ...guests];
}

function unknownBooking(uid: string): MtlError {
	return new MtlError(
		'not-found',
		`Cal.com has no booking with the UID ${uid}, so the no-show was not written there.`,
		'Check whose key is in the credential "MTL Cal.com API", and whether the booking was deleted in Cal.com.',
	);
}

function unknownPerson({ showsNobody }: ApiBooking): MtlError {
	return showsNobody
		? new MtlError(
				'not-found',
				'Cal.com does not show who is in this booking, so the no-show was not written there.',
				'Use the key of the host, or turn on "Share attendee information" for the event type in Cal.com.',
			)
		: new MtlError(
				'not-found',
				"The lead's email address is not among the attendees in Cal.com, so the no-show was not written there.",
				'Mark the person in Cal.com.',
			);
}

function tooEarly({ startsAt }: ApiBooking): MtlError {
	return new MtlError(
		'input',
		`Cal.com takes a no-show only after the booking begins, at ${startsAt}, so it was not written there.`,
		'Run this step again after that time.',
	);
}
