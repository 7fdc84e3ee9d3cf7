import { triggerEvents } from '../../nodes/core/calcom/events';
import { outputNames } from '../../nodes/core/n8n/routes';
import { fixtureNames } from '../calcom/deliveries';
import { fixture } from '../support/events';
import { type Bookings, bookingTrigger, startBookings, trigger } from '../support/workflowRun';

/**
 * Fixtures by the branch they run through: the status of the booking, and the line on the timeline.
 */
const expected: Record<string, Array<[RegExp, string, string]>> = {
	Created: [
		[/^booking_created\./, 'scheduled', 'Level Check Booked'],
		[/^booking_requested$/, 'scheduled', 'Level Check Requested'],
		[/^booking_payment_initiated$/, 'scheduled', 'Level Check Payment Initiated'],
	],
	Rescheduled: [[/^booking_rescheduled/, 'scheduled', 'Level Check Rescheduled']],
	Cancelled: [
		[
			/^booking_cancelled\.request_reschedule$/,
			'cancelled',
			'Level Check Cancelled, New Time Requested',
		],
		[/^booking_cancelled/, 'cancelled', 'Level Check Cancelled'],
		[/^booking_rejected$/, 'cancelled', 'Level Check Declined'],
	],
	Other: [
		// On their own, they are about an unknown booking.
		[/^booking_(no_show|location)_updated$/, '', ''],
		[/^meeting_ended$/, 'completed', 'Level Check Completed'],
	],
};
const cases = Object.entries(expected).flatMap(([branch, rules]) => {
	const ofBranch = fixtureNames.filter((name) => rules.some(([names]) => names.test(name)));
	return ofBranch.map((name) => {
		const [, status = '', subject = ''] = rules.find(([names]) => names.test(name)) ?? [];
		return { name, branch, status, subject };
	});
});
/**
 * Two seats of one uid move together; events that decide nothing create nothing for an unknown
 * booking.
 */
const people = (name: string) => {
	if (/^booking_(no_show|location)_updated$/.test(name)) return 0;
	return name === 'booking_rescheduled.seat_owner_same_uid' ? 2 : 1;
};
const others = fixtureNames.filter(
	(name) => !cases.some((one) => one.name === name) && !['ping', 'custom_template'].includes(name),
);

let bookings: Bookings;
const column = async (table: string, name: string) =>
	(await bookings.database.query(`SELECT ${name} AS value FROM ${table} ORDER BY id`)).map(
		({ value }) => value,
	);
const deliver = async (name: string) => {
	const before = (await bookings.webhook.executions()).length;
	const answer = await bookings.webhook.post(fixture(name));
	return { answer, execution: (await bookings.webhook.executions())[before] };
};

beforeEach(async () => {
	for (const table of [
		'activities',
		'booking_references',
		'booking_history',
		'bookings',
		'leads',
		'webhook_events',
	]) {
		await bookings.database.query(`DELETE FROM ${table}`);
	}
});

describe('with the events that the workflow selects', () => {
	beforeAll(async () => {
		bookings = await startBookings();
	});
	afterAll(async () => await bookings.close());

	it.each(cases)(
		'$name runs through $branch: $status, "$subject"',
		async ({ name, branch, status, subject }) => {
			const { answer, execution } = await deliver(name);
			expect(
				outputNames.filter((_, output) => execution?.sent(bookingTrigger, output).length),
			).toEqual([branch]);
			expect(await column('bookings', 'status')).toEqual(Array(people(name)).fill(status));
			expect(await column('activities', 'subject')).toEqual(Array(people(name)).fill(subject));
			expect(await column('leads', 'source_detail')).toHaveLength(people(name));
			expect(await column('webhook_events', 'status')).toEqual(['processed']);
			expect(answer).toEqual({
				status: 200,
				body: {
					status: 'processed',
					event: (await column('webhook_events', 'id'))[0],
					leads: expect.arrayContaining(await column('leads', 'id')),
					bookings: expect.arrayContaining(await column('bookings', 'id')),
					activities: await column('activities', 'id'),
				},
			});
			expect(execution).toMatchObject({ error: null, run: { status: 'success' } });
		},
	);

	it.each(others)('%s is recorded as ignored', async (name) => {
		const { answer, execution } = await deliver(name);
		expect([answer.status, answer.body['status'], execution]).toEqual([200, 'ignored', undefined]);
		expect(await column('webhook_events', 'status')).toEqual(['ignored']);
	});
});

describe('with every event selected', () => {
	beforeAll(async () => {
		bookings = await startBookings((json) => trigger(json, { events: Object.keys(triggerEvents) }));
	});
	afterAll(async () => await bookings.close());

	it.each(others)('%s runs through Other and is processed', async (name) => {
		const { answer, execution } = await deliver(name);
		expect(answer).toMatchObject({ status: 200, body: { status: 'processed' } });
		expect(execution?.sent(bookingTrigger, 3)).toHaveLength(1);
		expect(await column('webhook_events', 'status')).toEqual(['processed']);
	});
});
