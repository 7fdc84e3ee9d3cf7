import type { Attendee } from '../domain/event';
import { fabricatedEmailDigits, normaliseEmail } from '../domain/email';
import { collapseSpaces, nameFromParts, splitName, type NameParts } from '../domain/name';
import { looksLikePhone, normalisePhone } from '../domain/phone';
import { isRecord, maxLengths, textOrNull } from '../domain/text';
import { responseText, responseValue } from './responses';
import type { ListedPerson, News } from './schema';

/** One person of a delivery, before the attendee is read. */
export interface Candidate {
	/** Entry of `attendees`; null where the body lists nobody and only the responses tell. */
	listed: ListedPerson | null;
	seatId: string | null;
	noShow: boolean | null;
	/** The first entry of a booking without seats is the booker, whom responses without e-mail mean. */
	isBooker: boolean;
}

export interface ReadPerson {
	attendee: Attendee;
	/** Whether there is any address, made up or not. */
	hasAddress: boolean;
	/** Whether the responses are this person's own. On a cancelled seat they are somebody else's. */
	ownsResponses: boolean;
}

function ownsResponses({ listed, isBooker }: Candidate, news: News): boolean {
	if (listed === null) return true;
	const own = normaliseEmail(listed.email);
	const responder = normaliseEmail(responseText(news.responses, 'email'));
	if (own !== null && responder !== null) return own === responder;
	return isBooker;
}

function nameOf({ listed }: Candidate, news: News, owns: boolean): NameParts {
	const listedName = collapseSpaces(listed?.name ?? '');
	const answered = responseValue(news.responses, 'name');
	if (isRecord(answered)) {
		const first = textOrNull(answered['firstName'], maxLengths.name);
		const last = textOrNull(answered['lastName'], maxLengths.name);
		const joined = collapseSpaces(`${first ?? ''} ${last ?? ''}`);
		if (joined !== '' && (owns || joined === listedName)) return nameFromParts(first, last);
	}
	// Older Cal.com leaves the parts empty, the newer one fills them for any form: the name decides.
	const parts = nameFromParts(listed?.firstName, listed?.lastName);
	if (parts.firstName !== null && parts.lastName !== null) {
		const joined = `${parts.firstName} ${parts.lastName}`;
		if (listedName === '' || listedName === joined) return parts;
	}
	const fallback = owns ? responseText(news.responses, 'name') : null;
	return splitName(listedName === '' ? fallback : listedName);
}

/** Cal.com puts a phone number in any of these places. */
function phoneOf({ listed }: Candidate, news: News, owns: boolean, country: string) {
	const answer = (field: string) => (owns ? responseText(news.responses, field) : null);
	const answeredLocation = responseValue(news.responses, 'location');
	const locations = [
		news.location,
		isRecord(answeredLocation) ? answeredLocation['value'] : answeredLocation,
	].filter((place) => typeof place === 'string' && looksLikePhone(place, country));
	const places = [
		answer('attendeePhoneNumber'),
		listed?.phoneNumber,
		owns ? news.smsReminderNumber : null,
		answer('smsReminderNumber'),
		...(owns ? locations : []),
		answer('phone'), // the guide's bodies
	];
	const filled = places.map((place) => textOrNull(place, maxLengths.phone));
	return normalisePhone(
		filled.find((place) => place !== null),
		country,
	);
}

/**
 * One person as an attendee. Identity comes from `attendees`, because the responses may be another
 * person's; phone, notes and name parts of the responses only count where they are this person's own.
 * @param country ISO 3166-1 alpha-2, for phone numbers without a country code
 */
export function readPerson(candidate: Candidate, news: News, country: string): ReadPerson {
	const { listed, seatId, noShow } = candidate;
	const owns = ownsResponses(candidate, news);
	const address =
		normaliseEmail(listed?.email) ??
		(owns ? normaliseEmail(responseText(news.responses, 'email')) : null);
	const digits = address === null ? null : fabricatedEmailDigits(address);
	const phone = phoneOf(candidate, news, owns, country);
	const attendee: Attendee = {
		email: digits === null ? address : null,
		...nameOf(candidate, news, owns),
		phone: phone ?? (digits === null ? null : normalisePhone(`+${digits}`, country)),
		timeZone: textOrNull(listed?.timeZone, maxLengths.shortText),
		language: textOrNull(listed?.language ?? listed?.locale, maxLengths.shortText),
		notes: owns
			? (responseText(news.responses, 'notes') ??
				textOrNull(news.additionalNotes, maxLengths.longText))
			: null,
		seatId,
		noShow,
	};
	return { attendee, hasAddress: address !== null, ownsResponses: owns };
}
