import type { BookingStatus, CancelledBy } from '../event';
import type { HistoryEntry, Teacher } from './historyEntry';
import type { Step } from './history/steps';
import { blank } from './manualEdits';

/** The columns of a booking that follow from its history. Times: ISO 8601, UTC, milliseconds. */
export interface BookingState {
	leadId: number | null;
	/** Cal.com's current uid of the booking. */
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
	/** Only people set these two. */
	levelFound: string | null;
	followUpAt: string | null;
	/** When it was first booked; null if no event says so. */
	bookedAt: string | null;
	/** Of a cancelled booking; null if not known. */
	cancelledAt: string | null;
	cancelledBy: CancelledBy | null;
	lastEventAt: string | null;
	/** Dedupe key of the event that the state is based on, for the stored payload. */
	eventKey: string | null;
}

/** The state while the history is folded. */
interface Draft extends BookingState {
	/** The status before the booking was marked as no-show; null while it is not marked. */
	beforeNoShow: BookingStatus | null;
	/** Whether the type comes from a title instead of the default. */
	typeIsSure: boolean;
	/** The name of the event type: the title for people without a title of their own. */
	eventTitle: string | null;
	/** The teacher, as named in the last event. */
	organizer: string | null;
	teacherByHand: boolean;
}

export const initialState: Readonly<Draft> = {
	...blank,
	uid: null,
	bookedAt: null,
	cancelledAt: null,
	cancelledBy: null,
	lastEventAt: null,
	eventKey: null,
	beforeNoShow: null,
	typeIsSure: false,
	eventTitle: null,
	organizer: null,
	teacherByHand: false,
};

/** Kinds that decide when a booking is and whether it takes place. */
export const decisive: ReadonlySet<HistoryEntry['kind']> = new Set([
	'requested',
	'created',
	'rescheduled',
	'cancelled',
	'rejected',
]);

/** The result of folding steps, and which of them changed nothing. */
export interface Folded {
	state: BookingState;
	/**
	 * Steps that say nothing new: a mark that is already set, the end of a booking that does not
	 * take place.
	 */
	idle: ReadonlySet<Step>;
}

/**
 * The state that results from steps in causal order. Without steps it is blank and `scheduled`.
 *
 * @param owner `personKey` of the person who has the booking
 */
export function bookingState(steps: readonly Step[], owner: string | null): Folded {
	const idle = new Set<Step>();
	let draft: Draft = { ...initialState, leadId: leadOf(steps, owner) };
	for (const step of steps) {
		const next = evolve(draft, step, owner);
		if (isIdle(draft, next, step)) idle.add(step);
		draft = next;
	}
	// A person who cancelled did not take part, even if a later snapshot of the meeting lists them.
	if (draft.status === 'cancelled') {
		for (const step of steps) if (step.entry.kind === 'ended') idle.add(step);
	}
	const {
		beforeNoShow: _,
		typeIsSure: __,
		eventTitle,
		organizer: ___,
		teacherByHand: ____,
		...state
	} = draft;
	const ended = state.status === 'cancelled' ? {} : notCancelled;
	return { state: { ...state, ...ended, title: state.title ?? eventTitle }, idle };
}

/**
 * The lead that a booking link named last, else the owner's.
 * Not every event looks up its person's lead;
 * a lead that was deleted manually is created again, with a higher id.
 */
function leadOf(steps: readonly Step[], owner: string | null): number | null {
	const linked = steps.findLast(({ entry }) => entry.linkedLeadId)?.entry.linkedLeadId;
	if (linked) return linked;
	const ids = steps.flatMap(({ entry }) =>
		entry.people.flatMap(({ person, leadId }) => (person === owner && leadId ? [leadId] : [])),
	);
	return ids.length > 0 ? Math.max(...ids) : null;
}

function isIdle(before: Draft, after: Draft, { entry }: Step): boolean {
	switch (entry.kind) {
		case 'no_show':
			return before.status === after.status && before.status !== 'cancelled';
		case 'ended':
			return before.status === after.status && before.beforeNoShow === after.beforeNoShow;
		case 'location_updated':
			return before.location === after.location && before.meetingUrl === after.meetingUrl;
		case 'reassigned':
			return before.organizer === after.organizer;
		case 'requested':
		case 'created':
		case 'rescheduled':
		case 'cancelled':
		case 'rejected':
		case 'other':
		case 'by_hand':
			return false;
	}
}

/** The booking after one step. */
export function evolve(draft: Draft, step: Step, owner: string | null): Draft {
	const { entry } = step;
	if (entry.edits) return withEdits(draft, entry);
	const { lastEventAt } = draft;
	const next = {
		...draft,
		bookedAt: bookedAfter(draft, entry),
		lastEventAt: lastEventAt && lastEventAt > entry.at ? lastEventAt : entry.at,
	};
	if (step.status === null) return withDetails(next, step);
	if (step.status !== undefined || decisive.has(entry.kind)) return withDecision(next, step);
	const filled = withDetails(next, step);
	switch (entry.kind) {
		case 'ended':
			return withEnd(filled, entry);
		case 'no_show':
			return withMark(filled, entry, owner);
		case 'location_updated':
			return withLocation(filled, entry);
		case 'reassigned':
			return { ...filled, ...teacherAfter(filled, entry, true) };
		case 'requested':
		case 'created':
		case 'rescheduled':
		case 'cancelled':
		case 'rejected':
		case 'other':
		case 'by_hand':
			return filled;
	}
}

/** Life begins with a request or a booking; a repetition of it has a later stamp. */
function bookedAfter({ bookedAt }: Draft, { kind, at }: HistoryEntry): string | null {
	if (kind !== 'requested' && kind !== 'created') return bookedAt;
	return bookedAt && bookedAt < at ? bookedAt : at;
}

const notCancelled = { cancelledAt: null, cancelledBy: null } as const;

/** Of several cancellations the first one counts. */
function endAfter(
	{ cancelledAt, cancelledBy }: Draft,
	status: BookingStatus,
	{ kind, at, change }: HistoryEntry,
): Pick<Draft, 'cancelledAt' | 'cancelledBy'> {
	if (status !== 'cancelled') return notCancelled;
	const isByHost = kind === 'rejected' || change?.rescheduleRequested;
	return {
		// A manual edit without a known time is dated 1970.
		cancelledAt: cancelledAt ?? (Date.parse(at) > 0 ? at : null),
		// Entries of earlier versions don't say who.
		cancelledBy: cancelledBy ?? (isByHost ? 'host' : (change?.cancelledBy ?? null)),
	};
}

/** A manual edit stays until a later event says otherwise. */
function withEdits(draft: Draft, entry: HistoryEntry): Draft {
	const { edits } = entry;
	return {
		...draft,
		...edits,
		...(edits?.status ? endAfter(draft, edits.status, entry) : {}),
		...(edits?.status ? { beforeNoShow: null } : {}),
		...(edits?.assignedTeacherId === undefined ? {} : { teacherByHand: true }),
	};
}

/** A newer non-empty value replaces; an empty one never erases. */
function withDecision(draft: Draft, step: Step): Draft {
	const { entry, uid } = step;
	const { change } = entry;
	const status = step.status ?? change?.status ?? draft.status;
	return {
		...draft,
		...typed(draft, step),
		...teacherAfter(draft, entry, false),
		uid,
		eventKey: entry.eventKey,
		title: (step.own ? change?.title : null) ?? draft.title,
		eventTitle: change?.eventTitle ?? draft.eventTitle,
		startsAt: (status === 'cancelled' && step.status ? null : change?.startsAt) ?? draft.startsAt,
		endsAt: (status === 'cancelled' && step.status ? null : change?.endsAt) ?? draft.endsAt,
		location: change?.location ?? draft.location,
		meetingUrl: change?.meetingUrl ?? draft.meetingUrl,
		status,
		...endAfter(draft, status, entry),
		cancellationReason:
			status === 'cancelled' ? (change?.cancellationReason ?? draft.cancellationReason) : null,
		beforeNoShow: null,
	};
}

/** Events that decide nothing only fill empty fields. */
function withDetails(draft: Draft, step: Step): Draft {
	const { change, eventKey } = step.entry;
	return {
		...draft,
		...(draft.type ? {} : typed(draft, step)),
		uid: draft.uid ?? step.uid,
		eventKey: draft.eventKey ?? eventKey,
		title: draft.title ?? (step.own ? (change?.title ?? null) : null),
		eventTitle: draft.eventTitle ?? change?.eventTitle ?? null,
		startsAt: draft.startsAt ?? change?.startsAt ?? null,
		endsAt: draft.endsAt ?? change?.endsAt ?? null,
		location: draft.location ?? change?.location ?? null,
		meetingUrl: draft.meetingUrl ?? change?.meetingUrl ?? null,
	};
}

/**
 * Cal.com announces the end from a snapshot taken at booking time, so it may name a slot that the
 * booking has since left.
 */
function withEnd(draft: Draft, { uid, change }: HistoryEntry): Draft {
	if (draft.uid !== uid || (change?.startsAt && draft.startsAt !== change.startsAt)) return draft;
	if (draft.status === 'scheduled') return { ...draft, status: 'completed' };
	if (draft.beforeNoShow === 'scheduled') return { ...draft, beforeNoShow: 'completed' };
	return draft;
}

function withMark(draft: Draft, { people }: HistoryEntry, owner: string | null): Draft {
	// The owner of a booking that existed before this package is unknown.
	const mark = people.find(({ person }) => owner === null || person === owner)?.noShow;
	if (mark && draft.status !== 'no_show') {
		return { ...draft, status: 'no_show', beforeNoShow: draft.status };
	}
	if (mark === false && draft.status === 'no_show') {
		return { ...draft, status: draft.beforeNoShow ?? 'scheduled', beforeNoShow: null };
	}
	return draft;
}

/** A new location replaces the old link, even if the new one has no link. */
function withLocation(draft: Draft, { change }: HistoryEntry): Draft {
	if (!change?.location && !change?.meetingUrl) return draft;
	return { ...draft, location: change.location ?? draft.location, meetingUrl: change.meetingUrl };
}

/**
 * The teacher follows the organizer. A teacher set manually stays until the booking is reassigned
 * or an event names a different organizer. If no user has that organizer's address, the manual
 * choice stays even then.
 */
function teacherAfter(
	draft: Draft,
	{ teacher }: { teacher: Teacher | null },
	reassigned: boolean,
): Pick<Draft, 'organizer' | 'assignedTeacherId' | 'teacherByHand'> {
	const { organizer, assignedTeacherId, teacherByHand } = draft;
	if (!teacher) return { organizer, assignedTeacherId, teacherByHand };
	const another = reassigned || (organizer !== null && teacher.email !== organizer);
	const stays = teacherByHand && (!another || teacher.id === null);
	return {
		organizer: teacher.email,
		assignedTeacherId: stays ? assignedTeacherId : teacher.id,
		teacherByHand: stays,
	};
}

/** A body without a title has only the default type, which must not replace a type from a title. */
function typed(draft: Draft, { entry: { change } }: Step): Pick<Draft, 'type' | 'typeIsSure'> {
	const sure = Boolean(change?.title ?? change?.eventTitle);
	if (!change?.type || (draft.typeIsSure && !sure)) return draft;
	return { type: change.type, typeIsSure: sure };
}
