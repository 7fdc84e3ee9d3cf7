import { eventKinds } from '../../../core/domain/event';
import type { Operation } from '../../../core/n8n/operation';
import {
	answerColumns,
	assignTeacher,
	bookingFields,
	fieldsBelow,
	originFields,
	personFields,
	uid,
} from '../../fields';
import { saveFrom } from './save';

export const createOrUpdateBooking: Operation = {
	resource: 'booking',
	value: 'createOrUpdate',
	name: 'Create or Update',
	action: 'Create or update a booking',
	description: 'Apply an event to its booking, and create the booking if it is new',
	mapsAutomatically: true,
	fields: [...originFields, assignTeacher, answerColumns],
	ownFields: [uid, fieldsBelow(...bookingFields, ...personFields)],
	execute: async (context) => await saveFrom(context, 'created', eventKinds),
};
