import type { Attendee } from '../../domain/event';
import { fabricatedEmailDigits, normaliseEmail } from '../../domain/values/email';
import { collapseSpaces, nameFromParts, splitName, type NameParts } from '../../domain/values/name';
import { looksLikePhone, normalisePhone } from '../../domain/values/phone';
import { isRecord, maxLengths, textOrNull } from '../../domain/values/text';
import type { ParseSettings } from '../../domain/parseSettings';
import { idOrNull } from './identifiers';
import { responseText, responseValue, systemFields } from './responses';
import type { ListedPerson, CalComPayload } from '../payload';

/** One person in a delivery, before the attendee is read. */
export interface Candidate {
	/**
	 * Entry of `attendees`; null if the body lists no one and only the responses name the person.
	 */
	listed: ListedPerson | null;
	seatId: string | null;
	noShow: boolean | null;
	/**
	 * The first entry of a booking without seats is the booker, to whom responses without an e-mail
	 * belong.
	 */
	isBooker: boolean;
}

export interface ReadPerson {
	attendee: Attendee;
	/** Whether the person has an e-mail, made up or not. */
	hasAddress: boolean;
	/**
	 * This person's own answers; null if the body holds another person's answers, as on a cancelled
	 * seat.
	 */
	responses: Responses | null;
}

type Responses = CalComPayload['responses'];
type PhoneSettings = Pick<ParseSettings, 'defaultCountry' | 'ownPhones'>;

/**
 * One person's answers: those of their seat, else those of the body if they are this person's, else
 * none.
 */
function responsesOf(candidate: Candidate, payload: CalComPayload): Responses | null {
	const own = candidate.listed?.bookingSeat?.data ?? {};
	if (Object.keys(own).length > 0) return own;
	return ownsResponses(candidate, payload) ? payload.responses : null;
}

function ownsResponses({ listed, isBooker }: Candidate, payload: CalComPayload): boolean {
	if (listed === null) return true;
	const own = normaliseEmail(listed.email);
	const responder = normaliseEmail(responseText(payload.responses, 'email'));
	if (own !== null && responder !== null) return own === responder;
	return isBooker;
}

function nameOf({ listed }: Candidate, own: Responses | null): NameParts {
	const listedName = collapseSpaces(listed?.name ?? '');
	const answered = own && responseValue(own, 'name');
	if (isRecord(answered)) {
		const first = textOrNull(answered['firstName'], maxLengths.name);
		const last = textOrNull(answered['lastName'], maxLengths.name);
		const joined = collapseSpaces(`${first ?? ''} ${last ?? ''}`);
		if (joined !== '') return nameFromParts(first, last);
	}
	// Older Cal.com versions leave the parts empty, newer ones fill them for any form: the name
	// decides.
	const parts = nameFromParts(listed?.firstName, listed?.lastName);
	if (parts.firstName !== null && parts.lastName !== null) {
		const joined = `${parts.firstName} ${parts.lastName}`;
		if (listedName === '' || listedName === joined) return parts;
	}
	const fallback = own && responseText(own, 'name');
	return splitName(listedName === '' ? fallback : listedName);
}

/** Words for a phone number in custom questions. */
const asksForPhone =
	/(?<!\p{L})(?:tele?[fp]h?o+n|phone|tel(?!\p{L})|mobil|mobiel|handy|gsm|whats\s?app|rufnummer|cell(?!\p{L}))/iu;

/**
 * The answers to the school's custom questions about a phone number, recognised by name or label.
 */
function phonesInOwnQuestions(responses: Responses, country: string): string[] {
	return Object.entries(responses).flatMap(([field, entry]) => {
		const label = isRecord(entry) ? entry['label'] : null;
		const asks =
			asksForPhone.test(`${field.replace(/[_-]+/g, ' ')}`) ||
			asksForPhone.test(String(label ?? ''));
		const answer = responseText(responses, field);
		return asks && !systemFields.has(field) && answer && looksLikePhone(answer, country)
			? [answer]
			: [];
	});
}

/**
 * Whether Cal.com hides the phone question and it is unanswered: then a number as the location is
 * the organizer's.
 */
function isOrganizersPlace(responses: Responses): boolean {
	const asked = responses['attendeePhoneNumber'];
	return (
		isRecord(asked) && asked['isHidden'] === true && !responseText(responses, 'attendeePhoneNumber')
	);
}

/** Cal.com puts a phone number in any of these places. */
function phoneOf(
	{ listed }: Candidate,
	payload: CalComPayload,
	own: Responses | null,
	settings: PhoneSettings,
) {
	const { defaultCountry: country, ownPhones } = settings;
	const answer = (field: string) => (own ? responseText(own, field) : null);
	const answeredLocation = own && responseValue(own, 'location');
	const locations = [
		payload.location,
		isRecord(answeredLocation) ? answeredLocation['value'] : answeredLocation,
	].filter((place) => typeof place === 'string' && looksLikePhone(place, country));
	const places = [
		answer('attendeePhoneNumber'),
		listed?.phoneNumber,
		own ? payload.smsReminderNumber : null,
		answer('smsReminderNumber'),
		...(own && !isOrganizersPlace(own) ? locations : []),
		answer('phone'), // the guide's bodies
		...(own ? phonesInOwnQuestions(own, country) : []),
	];
	const excluded = new Set((ownPhones ?? []).map((phone) => normalisePhone(phone, country)));
	const phones = places.map((place) =>
		normalisePhone(textOrNull(place, maxLengths.phone), country),
	);
	return phones.find((phone) => phone !== null && !excluded.has(phone)) ?? null;
}

/**
 * One person as an attendee. Identity comes from `attendees`, because the responses may be another
 * person's; phone, notes and name parts of the responses count only if they are this person's own.
 */
export function readPerson(
	candidate: Candidate,
	payload: CalComPayload,
	settings: PhoneSettings,
): ReadPerson {
	const { listed, seatId, noShow } = candidate;
	const { defaultCountry: country } = settings;
	const own = responsesOf(candidate, payload);
	const answered = own && normaliseEmail(responseText(own, 'email'));
	const address = normaliseEmail(listed?.email) ?? answered;
	const digits = address === null ? null : fabricatedEmailDigits(address);
	const phone = phoneOf(candidate, payload, own, settings);
	const attendee: Attendee = {
		email: digits === null ? address : null,
		...nameOf(candidate, own),
		phone: phone ?? (digits === null ? null : normalisePhone(`+${digits}`, country)),
		timeZone: textOrNull(listed?.timeZone, maxLengths.shortText),
		language: textOrNull(listed?.language ?? listed?.locale, maxLengths.shortText),
		notes: own
			? (responseText(own, 'notes') ?? textOrNull(payload.additionalNotes, maxLengths.longText))
			: null,
		seatId,
		attendeeId: idOrNull(listed?.id),
		noShow,
	};
	return { attendee, hasAddress: address !== null, responses: own };
}
