import { cleanPayload } from '../../nodes/core/calcom/secrets/clean';
import { eraseLead } from '../../nodes/core/erasure/eraseLead';
import { claimUnfinished } from '../../nodes/core/services/retryEvents';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { variant } from '../support/events';
import { placesOf } from '../support/everyColumn';
import { planted, plantedWords } from '../support/planted';
import { deliver, emptyTables, receive, work } from './deliver';

type Json = Record<string, unknown>;
type Person = ReturnType<typeof person>;

const person = (name: string, email: string) => ({ name, email, timeZone: 'UTC' });
const mara = person('Mara Öztürk', 'mara.oeztuerk@kunde.example');
const tomas = person('Tomás Novák', 'tomas.novak@kunde.example');
const them = person(planted.name, planted.email);
const answers = ({ name, email }: Person, more: Json = {}) => ({
	name: { value: name },
	email: { value: email },
	...more,
});
const at = (minute: number) => `2026-11-06T08:0${minute}:00.000Z`;

/** Mara's booking with these guests. */
const family = (guests: readonly string[], listed: readonly Json[] = []) =>
	variant('booking_created.guests', at(0), {
		uid: 'family',
		attendees: [mara, ...listed],
		responses: answers(mara, { guests: { value: guests } }),
	});
const ofClass = { uid: 'class', seatsPerTimeSlot: 8, title: `Class of ${planted.name} and others` };
const taken = (minute: number, who: Person) =>
	variant('booking_created.seat_first', at(minute), {
		...ofClass,
		attendeeSeatId: `seat-${minute}`,
		attendees: [who],
		responses: answers(who, { notes: { value: `notes of ${who.name}` } }),
	});
/** In an event about another person's seat, Cal.com sends the answers of the first booker. */
const left = variant('booking_cancelled.seat', at(5), {
	...ofClass,
	attendees: [{ ...tomas, id: 55102 }],
	responses: answers(them, { notes: { value: 'planted notes' } }),
	additionalNotes: 'planted notes',
	cancellationReason: 'Ill',
});

onEachServer((server) => {
	let database: TestDatabase;
	const rows = async (sql: string, values?: unknown[]) => await database.query(sql, values);
	const erase = async (typed = planted.email) => await eraseLead(database.db, typed);
	const places = async () => await placesOf(database.query, plantedWords);
	const payloads = async () =>
		(await rows('SELECT payload FROM webhook_events ORDER BY id')).map(
			({ payload }) => JSON.parse(String(payload)) as unknown,
		);
	beforeAll(async () => (database = await makeDatabase(server)));
	beforeEach(async () => await emptyTables(database.query));
	afterAll(async () => await database.drop());

	it("removes a guest from another person's booking, which keeps everything else", async () => {
		const guest = { ...them, email: planted.email.toUpperCase(), name: '' };
		await deliver(database.db, family([planted.email, 'b@kunde.example'], [guest, tomas]));
		const bookings = async () =>
			await rows('SELECT b.*, NULL AS webhook_payload, l.* FROM bookings b JOIN leads l');
		const before = await bookings();
		expect(await erase()).toEqual({ leadId: null, bookings: 0, events: 1 });
		expect(await places()).toEqual([]);
		expect(await bookings()).toEqual(before);
		const rest = cleanPayload(family(['b@kunde.example'], [tomas]));
		expect(await payloads()).toEqual([rest]);
		expect(await rows('SELECT webhook_payload AS body FROM bookings')).toEqual([
			{ body: JSON.stringify(rest) },
		]);
	});

	it('removes one person from a class, and keeps everyone else in it', async () => {
		for (const [minute, who] of [them, tomas, mara].entries()) {
			await deliver(database.db, taken(minute, who));
		}
		await deliver(database.db, left);
		const others = async () =>
			await rows(
				`SELECT l.first_name, l.last_name, l.email, l.activity_notes, b.status, b.scheduled_at, b.cancellation_reason, a.body
					FROM leads l JOIN bookings b ON b.lead_id = l.id JOIN activities a ON a.lead_id = l.id
					WHERE l.email IN (?, ?) ORDER BY a.id`,
				[mara.email, tomas.email],
			);
		const before = await others();
		expect(before).toHaveLength(3);
		expect(await erase()).toMatchObject({ bookings: 1, events: 4 });
		expect(await places()).toEqual([]);
		expect(await others()).toEqual(before);
		const titles = await rows('SELECT title FROM bookings ORDER BY id');
		expect(titles.map(({ title }) => title)).toEqual([
			null,
			'Class of [erased] and others',
			'Class of [erased] and others',
		]);
		expect((await payloads()).map((payload) => payload === null)).toEqual([
			true,
			false,
			false,
			false,
		]);
		const seats = await rows(
			'SELECT attendee_seat_id AS id FROM booking_references WHERE seat_key <> ?',
			[''],
		);
		expect(seats.map(({ id }) => id)).toEqual([null, 'seat-1', 'seat-2']);
	});

	it('lets the others continue: later events about the class change only the values they contain', async () => {
		for (const [minute, who] of [them, tomas].entries()) {
			await deliver(database.db, taken(minute, who));
		}
		await erase();
		await deliver(database.db, left);
		expect(await rows('SELECT status, title FROM bookings ORDER BY id')).toEqual([
			{ status: 'scheduled', title: null },
			{ status: 'cancelled', title: 'Class of [erased] and others' },
		]);
	});

	it('runs an unfinished event about several people only for the others', async () => {
		for (const [minute, who] of [them, tomas].entries()) {
			await deliver(database.db, taken(minute, who));
		}
		const moved = { ...ofClass, rescheduleUid: 'class', attendees: [them, tomas] };
		await receive(database.db, variant('booking_rescheduled.seat_owner_same_uid', at(7), moved));
		await rows(
			"UPDATE webhook_events SET status = 'failed', next_attempt_at = '2026-01-01' WHERE status = 'received'",
		);
		await erase();
		const { events } = await claimUnfinished(database.db, 9, new Date());
		const [event, ...more] = events;
		expect([event?.attendee?.email, event?.otherAttendees, more]).toEqual([tomas.email, [], []]);
		if (event) await work(database.db, event);
		expect(await places()).toEqual([]);
		expect(await rows('SELECT email FROM leads ORDER BY id')).toEqual([
			{ email: null },
			{ email: tomas.email },
		]);
	});

	it.each([
		['a longer address that ends alike', `jo${planted.email}`],
		['a longer address that begins alike', `${planted.email}.example`],
		['an address with a tag', planted.email.replace('@', '+tag@')],
		['an address with an accent', planted.email.replace('a', 'á')],
	])('treats %s as another person', async (_, email) => {
		await deliver(database.db, family([]));
		await deliver(database.db, taken(1, them));
		const other = variant('booking_created.basic', at(2), {
			uid: 'alike',
			attendees: [person('Somebody Else', email)],
			responses: undefined,
		});
		await deliver(database.db, other);
		const theirs = async () => [
			await rows('SELECT * FROM leads WHERE email = ?', [email]),
			await rows("SELECT * FROM bookings WHERE external_booking_id = 'alike'"),
			await rows("SELECT * FROM webhook_events WHERE external_id = 'alike'"),
		];
		const before = await theirs();
		expect(before.map((list) => list.length)).toEqual([1, 1, 1]);
		expect(await erase()).toMatchObject({ bookings: 1, events: 1 });
		expect(await theirs()).toEqual(before);
	});

	it('keeps a phone number that another person also has', async () => {
		const phone = { attendeePhoneNumber: { value: planted.phone } };
		const booked = (uid: string, who: Person, guests: Person[]) =>
			variant('booking_created.basic', at(1), {
				uid,
				attendees: [who, ...guests],
				responses: answers(who, phone),
			});
		await deliver(database.db, booked('a', them, []));
		await deliver(database.db, booked('b', mara, [them]));
		expect(await erase()).toMatchObject({ events: 2 });
		expect(await rows('SELECT email, phone FROM leads ORDER BY id')).toEqual([
			{ email: null, phone: null },
			{ email: mara.email, phone: planted.phone },
		]);
		expect(await payloads()).toEqual([null, cleanPayload(booked('b', mara, []))]);
	});

	describe('after the erasure', () => {
		const erasure = new Date(at(6));
		const next = { ...ofClass, startTime: '2026-11-20T09:00:00Z', endTime: '2026-11-20T10:00:00Z' };
		const takenAgain = variant('booking_created.seat_first', at(8), {
			...next,
			attendeeSeatId: 'seat-again',
			attendees: [them],
			responses: answers(them),
		});
		const seatLeft = (minute: number, who: Person) =>
			variant('booking_cancelled.seat', at(minute), {
				...next,
				attendees: [{ ...who, id: 55102 }],
				responses: answers(them, { notes: { value: 'planted notes' } }),
			});
		const movedByHost = variant('booking_rescheduled.seat_owner_same_uid', at(7), {
			...next,
			rescheduleUid: 'class',
			attendees: [them, tomas],
			responses: answers(them),
		});
		const bookings = async () =>
			await rows(
				`SELECT l.email, b.status, b.scheduled_at AS at FROM bookings b JOIN leads l ON l.id = b.lead_id
					ORDER BY b.id`,
			);
		const sat = new Date('2026-11-20T09:00:00Z');
		beforeEach(async () => {
			for (const [minute, who] of [them, tomas].entries()) {
				const seat = { ...next, attendeeSeatId: `seat-${minute}`, attendees: [who] };
				await deliver(
					database.db,
					variant('booking_created.seat_first', at(minute), { ...seat, responses: answers(who) }),
				);
			}
			await eraseLead(database.db, planted.email, erasure);
		});

		it('a class goes on for the others, and does not bring the person back, in any order', async () => {
			const before = await bookings();
			for (const body of [seatLeft(8, them), movedByHost, seatLeft(9, tomas)]) {
				await deliver(database.db, body);
			}
			expect(await places()).toEqual([]);
			expect(await bookings()).toEqual([
				before[0],
				{ email: tomas.email, status: 'cancelled', at: sat },
			]);
			expect(await rows('SELECT status FROM webhook_events ORDER BY id')).toEqual(
				['processed', 'processed', 'ignored', 'processed', 'processed'].map((status) => ({
					status,
				})),
			);
		});

		it('the person can take a seat in the same class again, with all that happens to it', async () => {
			const statuses = async () => (await bookings()).map(({ status }) => status);
			await deliver(database.db, takenAgain);
			expect(await bookings()).toEqual([
				{ email: null, status: 'scheduled', at: sat },
				{ email: tomas.email, status: 'scheduled', at: sat },
				{ email: planted.email, status: 'scheduled', at: sat },
			]);
			const given = { attendeeSeatId: 'seat-again', attendees: [{ ...them, id: 55102 }] };
			const cancelled = { ...next, ...given, responses: answers(them) };
			await deliver(database.db, variant('booking_cancelled.seat', at(9), cancelled));
			expect(await statuses()).toEqual(['scheduled', 'scheduled', 'cancelled']);
		});

		it('a mark that names no seat is about the seat that the person has now', async () => {
			const marked = {
				bookingUid: ofClass.uid,
				attendees: [{ email: planted.email, noShow: true }],
			};
			const mark = variant('booking_no_show_updated', at(9), marked);
			expect(await receive(database.db, mark)).toMatchObject({ body: { status: 'ignored' } });
			await rows("DELETE FROM webhook_events WHERE status = 'ignored'");
			await deliver(database.db, takenAgain);
			expect(await receive(database.db, mark)).toMatchObject({ start: true });
		});

		it("a guest stays out of another person's booking, and may be invited to a new one", async () => {
			await emptyTables(database.query);
			await deliver(database.db, family([planted.email], [{ ...them, name: '' }]));
			await eraseLead(database.db, planted.email, erasure);
			const changes = {
				attendees: [mara, them],
				responses: answers(mara, { guests: { value: [planted.email] } }),
				title: `Level check between Jonas and ${planted.name}`,
				...{ startTime: next.startTime, endTime: next.endTime },
			};
			const moved = {
				...changes,
				uid: 'moved',
				rescheduleUid: 'family',
				iCalUID: 'family@Cal.com',
			};
			await deliver(database.db, variant('booking_rescheduled', at(7), moved));
			const located = variant('booking_location_updated', at(8), { ...changes, uid: 'moved' });
			await deliver(database.db, located);
			expect(await places()).toEqual([]);
			expect(await bookings()).toEqual([{ email: mara.email, status: 'scheduled', at: sat }]);
			const anew = { ...changes, uid: 'new', iCalUID: 'new@Cal.com' };
			await deliver(database.db, variant('booking_created.guests', at(9), anew));
			expect(await places()).toContain('webhook_events.payload');
			expect((await bookings()).map(({ email }) => email)).toEqual([mara.email, mara.email]);
		});
	});
});
