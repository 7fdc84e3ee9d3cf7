import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { MtlError } from '../core/domain/errors';
import type { Db } from '../core/db/connection';
import { parametersOf } from '../core/n8n/parameters';
import {
	type BookingRow,
	changeBooking,
	type DeskChange,
	type DeskPerson,
} from '../core/services/desk/changeBooking';
import { mergeLeads } from '../core/services/desk/mergeLeads';
import { readBooking } from '../core/services/desk/pages';
import { replayEvents } from '../core/services/replay';
import { addressOf, nameOf } from './view';
import { erasePerson } from './erasing/erasePerson';

/** What a form does, as its hidden field `action` names it. */
export const actions = ['assign', 'outcome', 'note', 'retry', 'merge', 'erase'] as const;
type Action = (typeof actions)[number];

/** A form that was sent, by whom. */
export interface Sent {
	db: Db;
	/** The value of a field; undefined if it was not sent. */
	field(name: string): unknown;
	by: DeskPerson;
	/** The school's IANA time zone. */
	timeZone: string;
	/** Path of the desk. */
	path: string;
}

/** What was changed: where the browser goes next, and what the workflow is told. */
export interface Changed {
	next: string;
	item: IDataObject;
}

const outcomes = ['completed', 'no_show', 'scheduled', 'cancelled'] as const;

/**
 * Does what a form asks for. Everything is committed when it returns.
 *
 * @throws {MtlError} `changed`, `input`, `not-found`, or what the database says
 */
export async function applyForm(sent: Sent): Promise<Changed> {
	const action = parametersOf(sent.field).option('action', actions, 'action');
	return await handlers[action](sent);
}

const handlers: Record<Action, (sent: Sent) => Promise<Changed>> = {
	async assign(sent) {
		const assignedTeacherId = parametersOf(sent.field).optionalId('teacher', 'teacher');
		const { teachers } = await readBooking(sent.db, bookingOf(sent));
		const teacher = teachers.find(({ id }) => id === assignedTeacherId);
		if (assignedTeacherId !== null && !teacher) throw new MtlError('input', 'No such teacher.');
		const name = assignedTeacherId === null ? 'teacher-removed' : 'teacher-assigned';
		return await change(sent, name, {
			edits: { assignedTeacherId },
			subject: teacher ? 'Teacher Assigned' : 'Teacher Removed',
			body: teacher?.name ?? '',
		});
	},

	async outcome(sent) {
		const { option, text } = parametersOf(sent.field);
		const status = option('outcome', outcomes, 'outcome');
		const levelFound = text('level')?.slice(0, 64) ?? null;
		const followUp = text('followUp');
		const followUpAt = followUp === null ? null : dayStart(followUp, sent.timeZone);
		const lines = [
			levelFound === null ? '' : `Level: ${levelFound}`,
			followUp === null ? '' : `Follow up on ${followUp}`,
		];
		return await change(sent, 'outcome-recorded', {
			edits: { status, levelFound, followUpAt },
			subject: `Outcome Recorded: ${outcomeWords[status]}`,
			body: lines.filter((line) => line !== '').join('\n'),
		});
	},

	async note(sent) {
		const note = parametersOf(sent.field).requiredText('note', 'note').slice(0, 5000);
		return await change(sent, 'note-added', { edits: null, subject: 'Note', body: note });
	},

	async retry({ db, field, by, path }) {
		const ids = parametersOf(field).ids('events', 'events');
		if (ids.length === 0) throw new MtlError('input', 'No event was chosen.');
		const { due } = await replayEvents(db, { ids });
		return {
			next: addressOf({ path }, 'events', { said: due > 0 ? 'retried' : 'notRetried' }),
			item: { change: 'events-retried', at: new Date().toISOString(), by: { ...by }, due, ids },
		};
	},

	async merge({ db, field, by, path }) {
		const { id, requiredText } = parametersOf(field);
		const [keep, other] = [id('keep', 'keep'), id('other', 'other')];
		const merged = await mergeLeads(db, { keep, other, seen: requiredText('seen', 'seen'), by });
		return {
			next: addressOf({ path }, 'person', { id: keep, said: 'merged' }),
			item: { change: 'people-merged', at: new Date().toISOString(), by: { ...by }, ...merged },
		};
	},

	async erase({ db, field, by, path }) {
		const parameters = parametersOf(field);
		const leadId = parameters.id('person', 'person');
		const erased = await erasePerson(db, leadId, parameters.requiredText('confirm', 'confirm'));
		return {
			next: addressOf({ path }, 'upcoming', { said: 'erased' }),
			item: { change: 'person-erased', at: new Date().toISOString(), by: { ...by }, ...erased },
		};
	},
};

const outcomeWords = {
	completed: 'Held',
	no_show: 'No-Show',
	scheduled: 'Scheduled',
	cancelled: 'Cancelled',
} as const satisfies Record<(typeof outcomes)[number], string>;

function bookingOf({ field }: Sent): number {
	return parametersOf(field).id('booking', 'booking');
}

/** The beginning of a day in the school's zone. */
function dayStart(day: string, zone: string): string {
	const start = DateTime.fromFormat(day, 'yyyy-MM-dd', { zone });
	const iso = start.isValid && start.year < 3000 ? start.toUTC().toISO() : null;
	if (iso === null) throw new MtlError('input', 'The day of the follow-up is not a date.');
	return iso;
}

async function change(
	sent: Sent,
	name: string,
	what: Pick<DeskChange, 'edits' | 'subject' | 'body'>,
): Promise<Changed> {
	const { db, by, path, field } = sent;
	const bookingId = bookingOf(sent);
	const seen = parametersOf(field).requiredText('seen', 'seen');
	const booking = await changeBooking(db, { bookingId, seen, by, ...what });
	return {
		next: addressOf({ path }, 'booking', { id: bookingId, said: 'saved' }),
		item: {
			change: name,
			at: new Date().toISOString(),
			by: { ...by },
			...(what.edits ? {} : { note: what.body }),
			...(await toldAbout(db, booking)),
		},
	};
}

/** What steps after the trigger need, such as the address of the teacher. */
async function toldAbout(db: Db, booking: BookingRow): Promise<IDataObject> {
	const { lead, teachers } = await readBooking(db, booking.id);
	const teacher = teachers.find(({ id }) => id === booking.assigned_teacher_id);
	return {
		booking: {
			id: booking.id,
			uid: booking.external_booking_id,
			type: booking.booking_type,
			title: booking.title,
			status: booking.status,
			startsAt: booking.scheduled_at?.toISOString() ?? null,
			endsAt: booking.ends_at?.toISOString() ?? null,
			levelFound: booking.level_found,
			followUpAt: booking.follow_up_at?.toISOString() ?? null,
		},
		teacher: teacher ? { ...teacher } : null,
		person: lead && { id: lead.id, name: nameOf(lead), email: lead.email, phone: lead.phone },
	};
}
