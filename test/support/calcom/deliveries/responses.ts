import type { Fact, School } from '../school';

interface Answer {
	label: string;
	value?: unknown;
	isHidden: boolean;
}

/** Whether the answers come from the request itself, else from the stored row. */
function fromRequest(school: School, { kind }: Fact): boolean {
	if (school.dialect === 'cloud') return true;
	if (kind === 'requested') return school.dialect === 'selfHosted2025';
	return !['confirmed', 'rejected', 'cancelled'].includes(kind);
}

/**
 * The answers by field. In a class they are those of the main person, but a cancellation reads them from the first person
 * listed in the row, and lists the others as guests.
 */
export function responsesOf(school: School, fact: Fact): Record<string, Answer> {
	const { booking, people } = fact;
	const seated = booking.type.seats !== null;
	const answersOfRow = !fromRequest(school, fact);
	const rowOf = seated && fact.kind === 'cancelled' ? booking.attendees : people;
	const main = rowOf.find(({ email }) => seated || email === booking.booker) ?? rowOf[0];
	const answers = { ...booking.answers, ...(seated ? main?.answers : {}) };
	const field = (label: string, isHidden: boolean, value?: unknown): Answer => ({
		label,
		...(value !== undefined && { value }),
		isHidden,
	});
	const others = rowOf.filter((one) => one !== main).map(({ email }) => email);
	const place = placeOf(school, fact, seated);
	const cancelledClass = answersOfRow && seated;
	return {
		...(!answersOfRow && {
			attendeePhoneNumber: field('phone_number', true, main?.phone ?? undefined),
		}),
		name: field('your_name', false, main?.name),
		email: field('email_address', false, main?.email),
		location: field('location', false, place),
		...ownAnswers(fact, answers),
		title: field('what_is_this_meeting_about', true),
		notes: field('additional_notes', false, answers['notes'] ?? (cancelledClass ? '' : undefined)),
		guests: field('additional_guests', false, guestsOf(school, fact, cancelledClass ? others : [])),
		rescheduleReason: field('reason_for_reschedule', false, reasonOf(school, fact)),
	};
}

function guestsOf(school: School, { booking }: Fact, others: string[]): string[] | undefined {
	if (booking.type.seats !== null) return others;
	return booking.guests ?? (school.dialect === 'cloud' ? [] : undefined);
}

function reasonOf(school: School, { booking }: Fact): string | undefined {
	return school.dialect === 'cloud' ? (booking.reschedulingReason ?? undefined) : undefined;
}

function placeOf(school: School, fact: Fact, seated: boolean) {
	const { location } = fact.booking;
	if (school.dialect === 'cloud') {
		const changed = fact.kind === 'locationUpdated' ? location : '';
		return { value: 'link', optionValue: changed };
	}
	if (fromRequest(school, fact)) return { value: location, optionValue: '' };
	return seated ? { value: location, optionValue: location } : undefined;
}

function ownAnswers({ booking }: Fact, answers: Readonly<Record<string, unknown>>) {
	return Object.fromEntries(
		Object.entries(booking.type.questions).map(([slug, label]) => {
			const value = answers[slug];
			return [slug, { label, ...(value !== undefined && { value }), isHidden: false }];
		}),
	);
}

export function ownResponsesOf(school: School, fact: Fact): Record<string, Answer> {
	const all = responsesOf(school, fact);
	return Object.fromEntries(
		Object.keys(fact.booking.type.questions).flatMap((slug) => {
			const answer = all[slug];
			return answer ? [[slug, answer]] : [];
		}),
	);
}
