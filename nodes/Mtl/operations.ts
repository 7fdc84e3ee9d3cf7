import type { Operation } from '../core/n8n/operation';
import { getManyActivities } from './actions/activity/getMany.operation';
import { logActivity } from './actions/activity/log.operation';
import { assignTeacher } from './actions/booking/assignTeacher.operation';
import { cancelBooking } from './actions/booking/cancel.operation';
import { createOrUpdateBooking } from './actions/booking/createOrUpdate.operation';
import { getDigest } from './actions/booking/digest.operation';
import { getBooking } from './actions/booking/get.operation';
import { getManyBookings } from './actions/booking/getMany.operation';
import { rescheduleBooking } from './actions/booking/reschedule.operation';
import { setOutcome } from './actions/booking/setOutcome.operation';
import { checkDatabase } from './actions/database/check.operation';
import { migrateDatabase } from './actions/database/migrate.operation';
import { failEvent } from './actions/event/fail.operation';
import { finishEvent } from './actions/event/finish.operation';
import { getManyEvents } from './actions/event/getMany.operation';
import { backfillBookings } from './actions/event/backfill.operation';
import { checkHealth } from './actions/event/health.operation';
import { reconcileBookings } from './actions/event/reconcile.operation';
import { recordEvent } from './actions/event/record.operation';
import { replayEvent } from './actions/event/replay.operation';
import { removeOldEvents } from './actions/event/retention.operation';
import { createOrUpdateLead } from './actions/lead/createOrUpdate.operation';
import { eraseLead } from './actions/lead/erase.operation';
import { getBookingLink } from './actions/lead/getBookingLink.operation';
import { getLead } from './actions/lead/get.operation';
import { getManyLeads } from './actions/lead/getMany.operation';

/** Every operation of the node; their fields appear in this order. */
export const operations: readonly Operation[] = [
	createOrUpdateBooking,
	rescheduleBooking,
	cancelBooking,
	assignTeacher,
	setOutcome,
	getBooking,
	getManyBookings,
	getDigest,
	createOrUpdateLead,
	getLead,
	getManyLeads,
	getBookingLink,
	eraseLead,
	logActivity,
	getManyActivities,
	finishEvent,
	recordEvent,
	failEvent,
	getManyEvents,
	replayEvent,
	checkHealth,
	reconcileBookings,
	backfillBookings,
	removeOldEvents,
	checkDatabase,
	migrateDatabase,
];
