import { sign } from '../../nodes/core/calcom/signature';
import { receiveDelivery } from '../../nodes/core/services/receiveDelivery';
import { maxBodyBytes } from '../../nodes/core/services/reception';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { fixture } from '../support/events';
import { acceptAll, delivery, emptyTables, receive } from './deliver';

const secrets = ['new-secret', 'old-secret'];
const body = Buffer.from(JSON.stringify(fixture('booking_created.basic')));
const untouchable = async (): Promise<never> =>
	await Promise.reject(new Error('The database was asked.'));

describe('A delivery that is refused', () => {
	it.each([
		['no-secret-configured', ['', ' '], sign(body, 'new-secret')],
		['no-secret-configured', [], sign(body, '')],
		['header-missing', secrets, undefined],
		['header-missing', secrets, ''],
		['no-secret-provided', secrets, 'no-secret-provided'],
		['malformed', secrets, `sha256=${sign(body, 'new-secret')}`],
		['malformed', secrets, sign(body, 'new-secret').toUpperCase()],
		['malformed', secrets, [sign(body, 'new-secret'), sign(body, 'new-secret')]],
		['mismatch', secrets, sign(body, 'wrong')],
		['mismatch', secrets, sign(`${body} `, 'new-secret')],
	])(
		'as %s is answered 401 before the database is asked',
		async (reason, configured, signature) => {
			const settings = { ...acceptAll, secrets: configured };
			const received = await receiveDelivery(
				untouchable,
				{ ...delivery(body), signature },
				settings,
			);
			expect(received).toEqual({
				start: false,
				refused: reason,
				status: 401,
				body: { status: 'rejected', reason, message: expect.stringMatching(/\.$/) },
				log: `Refused a delivery: ${reason} (401).`,
			});
		},
	);

	it('as too large is answered 413, whatever its signature; one byte less is read', async () => {
		const large = Buffer.alloc(maxBodyBytes + 1, ' ');
		expect(await receiveDelivery(untouchable, delivery(large), acceptAll)).toMatchObject({
			start: false,
			status: 413,
			body: { status: 'rejected', reason: 'too-large' },
		});
		const just = delivery(large.subarray(1));
		await expect(receiveDelivery(untouchable, just, acceptAll)).rejects.toThrow(
			'The database was asked.',
		);
	});

	it('is never a ping, which is answered without the database', async () => {
		const ping = delivery(fixture('ping'));
		const pong = { start: false, status: 200, body: { status: 'pong' } };
		expect(await receiveDelivery(untouchable, ping, acceptAll)).toEqual(pong);
		const signed = { ...ping, signature: sign(ping.rawBody, 'old-secret') };
		expect(await receiveDelivery(untouchable, signed, { ...acceptAll, secrets })).toEqual(pong);
	});
});

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());
	const inbox = async () => await database.query('SELECT * FROM webhook_events');

	it.each(secrets)('accepts a delivery signed with %s', async (secret) => {
		const signed = { ...delivery(body), signature: sign(body, secret) };
		const received = await receiveDelivery(async () => database.db, signed, {
			...acceptAll,
			secrets,
		});
		expect(received).toMatchObject({
			start: true,
			event: { booking: { uid: '7Kp2vQhWm9XcTzR4sNbJdE' } },
		});
		expect(await inbox()).toMatchObject([{ status: 'received', attempts: 1 }]);
	});

	it.each([
		['the word false', 'false', 'UNKNOWN', null, /^The body of the delivery is the word false/],
		['no JSON', 'name=Mara', 'UNKNOWN', null, /^The body of the delivery is not JSON\./],
		['nothing', '', 'UNKNOWN', null, /^The body of the delivery is empty\./],
		['a list', '[1]', 'UNKNOWN', null, /^The body of the delivery is a list/],
		['no text', Buffer.from([0xff, 0xfe, 0x00]), 'UNKNOWN', null, /not valid UTF-8/],
		['a custom template', fixture('custom_template'), 'UNKNOWN', null, /remove the template/],
		[
			'no uid',
			{ triggerEvent: 'BOOKING_CREATED', payload: {} },
			'BOOKING_CREATED',
			null,
			/^payload\.uid is missing/,
		],
		[
			'no time',
			{ triggerEvent: 'BOOKING_CREATED', payload: { uid: 'u' } },
			'BOOKING_CREATED',
			'u',
			/^payload\.startTime is missing/,
		],
		[
			'no one',
			{ triggerEvent: 'BOOKING_CREATED', payload: { uid: 'u', startTime: '2026-11-10T09:00:00Z' } },
			'BOOKING_CREATED',
			'u',
			/has no e-mail address/,
		],
	])(
		'records %s as failed with the reason, once, answered 422',
		async (_name, said, type, uid, reason) => {
			const raw = typeof said === 'string' ? Buffer.from(said) : said;
			const [first, again] = [await receive(database.db, raw), await receive(database.db, raw)];
			const rows = await inbox();
			expect(rows).toMatchObject([
				{
					status: 'failed',
					event_type: type,
					external_id: uid,
					duplicate_count: 1,
					next_attempt_at: null,
					attempts: 0,
				},
			]);
			expect(rows[0]?.['error_message']).toMatch(reason);
			const event = rows[0]?.['id'];
			const answer = {
				start: false,
				status: 422,
				body: { status: 'failed', event, reason: rows[0]?.['error_message'] },
			};
			expect([first, again]).toEqual(
				[answer, answer].map((one) => ({ ...one, log: expect.stringContaining('(422)') })),
			);
		},
	);
});
