import type { BookingStatus } from './event';
import { everyone, type Fact } from './fact';
import { timeOfStamp } from './stamp';

/** The columns of a booking that follow from its facts. Times: ISO 8601, UTC, milliseconds. */
export interface BookingState {
	leadId: number | null;
	/** The uid that Cal.com knows the booking by now. */
	uid: string | null;
	type: string | null;
	title: string | null;
	startsAt: string | null;
	endsAt: string | null;
	status: BookingStatus;
	location: string | null;
	meetingUrl: string | null;
	cancellationReason: string | null;
	assignedTeacherId: number | null;
	lastEventAt: string | null;
	/** Dedupe key of the event that the state rests on, for the stored payload. */
	eventKey: string | null;
}

interface Draft extends BookingState {
	/** What the booking was before it was marked as no-show; null while it isn't marked. */
	beforeNoShow: BookingStatus | null;
	/** Whether the type comes from a title, not from the default. */
	typeIsSure: boolean;
}

const blank: Draft = {
	leadId: null,
	uid: null,
	type: null,
	title: null,
	startsAt: null,
	endsAt: null,
	status: 'scheduled',
	location: null,
	meetingUrl: null,
	cancellationReason: null,
	assignedTeacherId: null,
	lastEventAt: null,
	eventKey: null,
	beforeNoShow: null,
	typeIsSure: false,
};

/** Kinds that say when a booking is and whether it takes place. */
const decisive: ReadonlySet<Fact['kind']> = new Set([
	'requested',
	'created',
	'rescheduled',
	'cancelled',
	'rejected',
]);

/**
 * The booking that all these facts, in whatever order they are given, add up to.
 * One without facts is blank and `scheduled`.
 *
 * @param seat `personKey` of whose seat it is, where it is known to be one
 */
export function project(facts: readonly Fact[], seat: string | null = null): BookingState {
	const ordered = inOrder(facts);
	const owner = seat ?? ownerOf(ordered);
	// Not every event looks its person's lead up; one that was deleted by hand is made anew, with a higher id.
	const leadIds = ordered.flatMap(({ person, leadId }) =>
		leadId !== null && person === owner ? [leadId] : [],
	);
	const start: Draft = { ...blank, leadId: leadIds.length > 0 ? Math.max(...leadIds) : null };
	const {
		beforeNoShow: _,
		typeIsSure: __,
		...state
	} = ordered.reduce((draft, fact) => apply(draft, fact, owner), start);
	return state;
}

/** Whose booking it is: the person of the first event that decided something, else whoever was named first. */
function ownerOf(ordered: readonly Fact[]): string | null {
	const named = ordered.filter((fact) => fact.person);
	const addressed = named.filter((fact) => fact.address !== everyone);
	const first = addressed.find((fact) => decisive.has(fact.kind)) ?? addressed[0] ?? named[0];
	return first?.person ?? null;
}

/** The facts by stamp, oldest first. */
export function inOrder(facts: readonly Fact[]): Fact[] {
	return [...facts].sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
}

function apply(draft: Draft, fact: Fact, owner: string | null): Draft {
	if (fact.edits) return applyEdits(draft, fact);
	const next = { ...draft, lastEventAt: timeOfStamp(fact.stamp) };
	if (decisive.has(fact.kind)) return applyDecision(next, fact);
	const filled = applyDetails(next, fact);
	if (fact.kind === 'ended') return applyEnd(filled, fact);
	if (fact.kind === 'no_show' && (!owner || fact.person === owner)) return applyMark(filled, fact);
	return filled;
}

/** What a person sets stands until a newer event says otherwise. */
function applyEdits(draft: Draft, { edits }: Fact): Draft {
	return { ...draft, ...edits, ...(edits?.status ? { beforeNoShow: null } : {}) };
}

/** A newer non-empty value replaces; an empty one never erases. */
function applyDecision(draft: Draft, { uid, eventKey, news }: Fact): Draft {
	const status = news?.status ?? draft.status;
	return {
		...draft,
		...typed(draft, news),
		uid,
		eventKey,
		title: news?.title ?? draft.title,
		startsAt: news?.startsAt ?? draft.startsAt,
		endsAt: news?.endsAt ?? draft.endsAt,
		location: news?.location ?? draft.location,
		meetingUrl: news?.meetingUrl ?? draft.meetingUrl,
		status,
		cancellationReason:
			status === 'cancelled' ? (news?.cancellationReason ?? draft.cancellationReason) : null,
		beforeNoShow: null,
	};
}

/** News that decides nothing fills what is still empty. */
function applyDetails(draft: Draft, { uid, eventKey, news }: Fact): Draft {
	return {
		...draft,
		...(draft.type ? {} : typed(draft, news)),
		uid: draft.uid ?? uid,
		eventKey: draft.eventKey ?? eventKey,
		title: draft.title ?? news?.title ?? null,
		startsAt: draft.startsAt ?? news?.startsAt ?? null,
		endsAt: draft.endsAt ?? news?.endsAt ?? null,
		location: draft.location ?? news?.location ?? null,
		meetingUrl: draft.meetingUrl ?? news?.meetingUrl ?? null,
	};
}

/** Cal.com announces the end from a snapshot made at booking time, so it may speak of a slot that was left since. */
function applyEnd(draft: Draft, { uid, news }: Fact): Draft {
	if (draft.uid !== uid || (news?.startsAt && draft.startsAt !== news.startsAt)) return draft;
	if (draft.status === 'scheduled') return { ...draft, status: 'completed' };
	if (draft.beforeNoShow === 'scheduled') return { ...draft, beforeNoShow: 'completed' };
	return draft;
}

function applyMark(draft: Draft, { noShow }: Fact): Draft {
	if (noShow && draft.status !== 'no_show') {
		return { ...draft, status: 'no_show', beforeNoShow: draft.status };
	}
	if (noShow === false && draft.status === 'no_show') {
		return { ...draft, status: draft.beforeNoShow ?? 'scheduled', beforeNoShow: null };
	}
	return draft;
}

/** A body without a title has only the default type, which must not replace one that a title gave. */
function typed(draft: Draft, news: Fact['news']): Pick<Draft, 'type' | 'typeIsSure'> {
	const sure = Boolean(news?.title);
	if (!news?.type || (draft.typeIsSure && !sure)) return draft;
	return { type: news.type, typeIsSure: sure };
}
