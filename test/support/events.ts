import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseDelivery } from '../../nodes/core/calcom/parse/parseDelivery';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';

type Json = Record<string, unknown>;

/** A body from test/fixtures/calcom, parsed again for each call. */
export function fixture(name: string): Json {
	const file = join(__dirname, '../fixtures/calcom', `${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

/** A fixture with another send time and some of its payload changed. */
export function variant(name: string, createdAt: string, payload: Json = {}): Json {
	const body = fixture(name);
	if (!('payload' in body)) return { ...body, ...payload };
	return { ...body, createdAt, payload: { ...(body['payload'] as Json), ...payload } };
}

/** The event parsed from a body. */
export function read(body: Json, receivedAt = new Date('2027-06-01T00:00:00Z')): BookingEvent {
	const result = parseDelivery(body, defaultParseSettings, receivedAt);
	if (!result.ok) throw new Error(result.reason);
	return result.event;
}

/** The events of one booking's life, oldest first: requested, confirmed, moved, asked to move, moved, marked, ended. */
export function bookingLife(): BookingEvent[] {
	const [a, b, c] = ['uidA', 'uidB', 'uidC'];
	const third = { startTime: '2026-11-14T15:00:00Z', endTime: '2026-11-14T15:30:00Z' };
	const mark = (noShow: boolean) => ({
		bookingUid: c,
		attendees: [{ email: 'mara.oeztuerk@kunde.example', noShow }],
	});
	return [
		variant('booking_requested', '2026-11-01T08:00:00.000Z', { uid: a }),
		variant('booking_created.after_confirmation', '2026-11-01T09:00:00.000Z', {
			uid: a,
			responses: undefined,
		}),
		variant('booking_rescheduled', '2026-11-02T08:00:00.000Z', { uid: b, rescheduleUid: a }),
		variant('booking_cancelled.request_reschedule', '2026-11-03T08:00:00.000Z', { uid: b }),
		variant('booking_rescheduled', '2026-11-04T08:00:00.000Z', {
			uid: c,
			rescheduleUid: b,
			iCalSequence: 2,
			...third,
		}),
		variant('booking_no_show_updated', '2026-11-14T15:10:00.000Z', mark(true)),
		variant('meeting_ended', '', {
			uid: c,
			startTime: '2026-11-14T15:00:00.000Z',
			endTime: '2026-11-14T15:30:00.000Z',
		}),
		variant('booking_no_show_updated', '2026-11-14T16:00:00.000Z', mark(false)),
	].map((body) => read(body));
}
