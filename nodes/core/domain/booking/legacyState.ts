import type { BookingStatus } from '../event';
import type { Change, ManualEdits } from './historyEntry';
import { blank, type EditableState } from './manualEdits';

/** An entry as stored by versions before 1.1. */
export interface LegacyFact {
	stamp: string;
	kind: string;
	uid: string;
	seatKey: string;
	person: string | null;
	leadId: number | null;
	change: Pick<
		Change,
		| 'type'
		| 'title'
		| 'startsAt'
		| 'endsAt'
		| 'status'
		| 'location'
		| 'meetingUrl'
		| 'cancellationReason'
	> | null;
	noShow: boolean | null;
	edits: ManualEdits | null;
}

interface Draft extends EditableState {
	uid: string | null;
	beforeNoShow: BookingStatus | null;
	typeIsSure: boolean;
}

const decisive = new Set(['requested', 'created', 'rescheduled', 'cancelled', 'rejected']);

/**
 * The state that versions before 1.1, which ordered events by stamp, gave a booking. If a row
 * differs from it, a person edited the row. Computed once for each row that these versions wrote.
 *
 * @param seat `personKey` of the person whose seat it is, if it is known to be a seat
 */
export function legacyState(facts: readonly LegacyFact[], seat: string | null): EditableState {
	const ordered = [...facts].sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
	const owner = seat ?? ownerOf(ordered);
	const leadIds = ordered.flatMap(({ person, leadId }) =>
		leadId && person === owner ? [leadId] : [],
	);
	const start: Draft = {
		...blank,
		leadId: leadIds.length > 0 ? Math.max(...leadIds) : null,
		uid: null,
		beforeNoShow: null,
		typeIsSure: false,
	};
	const {
		uid: _,
		beforeNoShow: __,
		typeIsSure: ___,
		...state
	} = ordered.reduce((draft, fact) => evolve(draft, fact, owner), start);
	return state;
}

function ownerOf(ordered: readonly LegacyFact[]): string | null {
	const named = ordered.filter(({ person }) => person);
	const addressed = named.filter(({ seatKey }) => seatKey !== '*');
	const first = addressed.find(({ kind }) => decisive.has(kind)) ?? addressed[0] ?? named[0];
	return first?.person ?? null;
}

function evolve(draft: Draft, fact: LegacyFact, owner: string | null): Draft {
	const { edits, kind, change, uid, person, noShow } = fact;
	if (edits) return { ...draft, ...edits, ...(edits.status ? { beforeNoShow: null } : {}) };
	const said = change ?? { title: null, type: null, status: null, cancellationReason: null };
	const sure = Boolean(said.title);
	const typed =
		!said.type || (draft.typeIsSure && !sure) ? {} : { type: said.type, typeIsSure: sure };
	const fill = <K extends 'title' | 'startsAt' | 'endsAt' | 'location' | 'meetingUrl'>(
		key: K,
		newer: boolean,
	) => (newer ? (change?.[key] ?? draft[key]) : (draft[key] ?? change?.[key] ?? null));
	const newer = decisive.has(kind);
	const next: Draft = {
		...draft,
		...(newer || !draft.type ? typed : {}),
		uid: newer ? uid : (draft.uid ?? uid),
		title: fill('title', newer),
		startsAt: fill('startsAt', newer),
		endsAt: fill('endsAt', newer),
		location: fill('location', newer),
		meetingUrl: fill('meetingUrl', newer),
	};
	if (newer) {
		const status = said.status ?? draft.status;
		const reason = said.cancellationReason ?? draft.cancellationReason;
		return {
			...next,
			status,
			cancellationReason: status === 'cancelled' ? reason : null,
			beforeNoShow: null,
		};
	}
	if (kind === 'ended') return withEnd(next, uid, change?.startsAt ?? null);
	if (kind === 'no_show' && (!owner || person === owner)) return withMark(next, noShow);
	return next;
}

function withEnd(draft: Draft, uid: string, startsAt: string | null): Draft {
	if (draft.uid !== uid || (startsAt && draft.startsAt !== startsAt)) return draft;
	if (draft.status === 'scheduled') return { ...draft, status: 'completed' };
	return draft.beforeNoShow === 'scheduled' ? { ...draft, beforeNoShow: 'completed' } : draft;
}

function withMark(draft: Draft, noShow: boolean | null): Draft {
	if (noShow && draft.status !== 'no_show') {
		return { ...draft, status: 'no_show', beforeNoShow: draft.status };
	}
	if (noShow === false && draft.status === 'no_show') {
		return { ...draft, status: draft.beforeNoShow ?? 'scheduled', beforeNoShow: null };
	}
	return draft;
}
