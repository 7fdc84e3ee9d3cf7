// Sentences that say why a delivery can't be read: what happened, which field, what to do next.

const sendAgain =
	'Check the booking in Cal.com, remove a custom payload template from the webhook if there is one, ' +
	'then send the event again.';

export const noEventType =
	'The body names no triggerEvent and no booking. The webhook in Cal.com has a custom payload ' +
	'template: remove the template, then send the event again.';

/**
 * @param malformed the field has a value, but it is not a uid (1–191 printable characters, no
 * spaces)
 */
export function noUid(malformed: boolean): string {
	const what = malformed
		? 'payload.uid is not a usable booking uid (1 to 191 plain characters without spaces)'
		: 'payload.uid is missing, so the delivery belongs to no booking';
	return `${what}. ${sendAgain}`;
}

/** @param missing the field has no value, as opposed to a value that is not a time */
export function noBookingTime(missing: boolean): string {
	const what = missing ? 'is missing' : 'is not a date and time between 1970 and 9999';
	return `payload.startTime ${what}, so the booking has no time. ${sendAgain}`;
}

/** @param listed the body has an attendees list, unlike the guide's bodies with responses only */
export function noEmail(listed: boolean): string {
	const field = listed ? 'payload.attendees[0].email' : 'payload.responses.email';
	return `${field} has no e-mail address, so no lead can be found or created. ${sendAgain}`;
}
