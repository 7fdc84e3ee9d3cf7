import type { Operation } from '../../../core/n8n/operation';
import {
	answerColumns,
	assignTeacher,
	email,
	endsAt,
	fieldsBelow,
	originFields,
	previousUid,
	startsAt,
	uid,
} from '../../fields';
import { saveFrom } from './save';

export const rescheduleBooking: Operation = {
	resource: 'booking',
	value: 'reschedule',
	name: 'Reschedule',
	action: 'Reschedule a booking',
	description: 'Move a booking to another time; it keeps its row',
	mapsAutomatically: true,
	fields: [...originFields, assignTeacher, answerColumns],
	ownFields: [uid, fieldsBelow(startsAt, endsAt, previousUid, email)],
	execute: async (context) => await saveFrom(context, 'rescheduled', ['rescheduled', 'requested']),
};
