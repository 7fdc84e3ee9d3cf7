import type { Operation } from '../../../core/n8n/operation';
import {
	answerColumns,
	assignTeacher,
	cancellationReason,
	email,
	fieldsBelow,
	uid,
} from '../../fields';
import { saveFrom } from './save';

export const cancelBooking: Operation = {
	resource: 'booking',
	value: 'cancel',
	name: 'Cancel',
	action: 'Cancel a booking',
	description: 'Mark a booking as cancelled',
	mapsAutomatically: true,
	fields: [assignTeacher, answerColumns],
	ownFields: [uid, fieldsBelow(cancellationReason, email)],
	execute: async (context) => await saveFrom(context, 'cancelled', ['cancelled', 'rejected']),
};
