import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { placesOf } from '../support/everyColumn';
import { acceptAll, deliver, emptyTables, receive, work } from './deliver';

const name = 'Planted Person';
const booked = (email: string, phone?: string, uid = 'mine') =>
	variant('booking_created.basic', '2026-11-06T08:00:00.000Z', {
		uid,
		attendees: [{ email, name, timeZone: 'UTC' }],
		responses: {
			name: { value: name },
			email: { value: email },
			...(phone ? { attendeePhoneNumber: { value: phone } } : {}),
		},
	});
const guestOf = (email: string) =>
	variant('booking_created.guests', '2026-11-06T08:00:00.000Z', {
		uid: 'family',
		responses: {
			email: { value: 'mara.oeztuerk@kunde.example' },
			guests: { value: [email] },
			notes: { value: `With ${email}, see https://x.example/?by=${encodeURIComponent(email)}` },
		},
	});

onEachServer((server) => {
	let database: TestDatabase;
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());
	const left = async (words: RegExp) => await placesOf(database.query, words);

	it.each([
		['as a person types it', ' Planted@Example.COM ', 'planted@example.com', /planted/i],
		['with an apostrophe', "o'planted@example.com", "O'Planted@example.com", /planted/i],
		['with a tag', 'planted+school@example.com', 'planted+school@example.com', /planted/i],
		[
			'with accents in one character',
			'plánted@example.com',
			'pla\u0301nted@example.com',
			/pl(á|a\u0301)n/i,
		],
		[
			'with accents in two characters',
			'pla\u0301nted@example.com',
			'plánted@example.com',
			/pl(á|a\u0301)n/i,
		],
		['in other capitals', 'ПЛАНТЕД@example.com', 'плантед@example.com', /плантед/iu],
		['with quotation marks', '"planted"@example.com', '"planted"@example.com', /planted/i],
	])('an address %s is erased from own and from other bookings', async (_, sent, typed, words) => {
		await deliver(database.db, booked(sent));
		await deliver(database.db, guestOf(sent));
		expect(await eraseLead(database.db, typed)).toMatchObject({ bookings: 1, events: 2 });
		expect(await left(words)).toEqual([]);
		expect(await left(/oeztuerk/)).not.toEqual([]);
	});

	it.each([
		['as it is', (email: string) => `{"email": "${email}"`],
		['with JSON escapes', (email: string) => `{"email": "${email.replace('a', '\\u0061')}"`],
		['with HTML entities', (email: string) => `email ${email.replace('a', '&#x61;')}`],
		['percent-encoded', (email: string) => `email=${encodeURIComponent(email)}`],
	])('an unreadable body that contains the address %s is emptied', async (_, spoil) => {
		const email = 'planted@example.com';
		await deliver(database.db, booked(email));
		await receive(database.db, Buffer.from(spoil(email)));
		await receive(database.db, Buffer.from(spoil('somebody@example.com')));
		expect(await eraseLead(database.db, email)).toMatchObject({ events: 2 });
		const rows = await database.query('SELECT payload FROM webhook_events ORDER BY id');
		expect(rows.map(({ payload }) => payload === null)).toEqual([true, true, false]);
	});

	it.each(['+31612340001', '06 1234 0001', '0031 612340001', '31612340001@sms.cal.com'])(
		'a person without an address is erased by phone: %s',
		async (typed) => {
			await deliver(database.db, booked('31612340001@sms.cal.com', '06-12340001'));
			const other = booked('31612340009@sms.cal.com', undefined, 'other');
			await receive(database.db, other, { ...acceptAll, events: [] });
			expect(await eraseLead(database.db, typed)).toMatchObject({ bookings: 1, events: 1 });
			expect(await left(/12340001|12 ?34 ?00 ?01/)).toEqual([]);
			expect(await left(/12340009/)).toEqual(['webhook_events.payload']);
		},
	);

	it('a phone number without a country code belongs to the country set on the trigger', async () => {
		const settings = { ...acceptAll, parse: { ...acceptAll.parse, defaultCountry: 'BE' } };
		const body = booked('32470123456@sms.cal.com', '0470 12 34 56');
		const received = await receive(database.db, body, settings);
		if (received.start) await work(database.db, received.event);
		expect(await eraseLead(database.db, '0470/12.34.56')).toMatchObject({ bookings: 1, events: 1 });
		expect(await left(/470 ?12 ?34 ?56/)).toEqual([]);
	});
});
