import type { Dialect } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { livingIn } from '../support/foldedLife';
import { sorted } from '../support/recordedLives';

const lea = { name: 'Lea Bye', email: 'lea@family.example' };
const ben = { name: 'Ben Two', email: 'ben@family.example' };
const cara = { name: 'Cara Three', email: 'cara@family.example' };

let school: TestSchool;
afterEach(() => school.stop());

async function open(dialect: Dialect) {
	school = await testSchool({ dialect });
	const { ina, school: rows } = school;
	rows.addWebhook({ ownerId: ina.id, subscriberUrl: 'http://127.0.0.1/user' });
	return school;
}

const book = async (type = school.types.plain, person = lea, day = 1) =>
	(await school.play.book({ type, person, start: school.on(day) })).booking;

const told = () =>
	school.bodies.map((raw) => {
		const { triggerEvent, payload } = JSON.parse(raw) as {
			triggerEvent: string;
			payload: Record<string, unknown>;
		};
		return { triggerEvent, ...payload };
	});

const names = () => told().map(({ triggerEvent }) => triggerEvent.replace('BOOKING_', ''));
const starts = () => school.living().map(({ startsAt }) => new Date(startsAt).getTime());
const agrees = () => expect(sorted(livingIn(school.bodies))).toEqual(sorted(school.living()));

const selfHosted: Dialect[] = ['selfHosted2025', 'calDiy2026'];
const all: Dialect[] = ['cloud', ...selfHosted];

describe.each(all)('two at once on %s', (dialect) => {
	it('move a booking twice: both successors live', async () => {
		const { play, on } = await open(dialect);
		const { uid } = await book();
		await play.moveTwice(uid, { start: on(2) }, { start: on(3) });
		expect(starts()).toEqual([on(2), on(3)]);
		expect(
			told().filter(({ triggerEvent }) => triggerEvent === 'BOOKING_RESCHEDULED'),
		).toHaveLength(2);
		agrees();
	});

	it('move and cancel: the move wins, but on Cal.diy', async () => {
		const { play, on } = await open(dialect);
		await play.moveAndCancel((await book()).uid, { start: on(2) });
		expect(starts()).toEqual(dialect === 'calDiy2026' ? [] : [on(2)]);
		agrees();
	});

	it('confirm and decline: the booking is accepted, and the refusal was told first', async () => {
		const { play, types } = await open(dialect);
		const { uid, status } = await play.confirmAndDecline((await book(types.confirmed)).uid);
		expect([uid, status]).toEqual([uid, 'accepted']);
		expect(names()).toEqual(['REQUESTED', 'REJECTED', 'CREATED']);
		agrees();
	});

	it('cancel: both are told', async () => {
		const { play } = await open(dialect);
		await play.cancelTwice((await book()).uid);
		expect(names()).toEqual(['CREATED', 'CANCELLED', 'CANCELLED']);
	});
});

describe.each(selfHosted)('classes on %s', (dialect) => {
	it('stay cancelled though a seat was taken meanwhile', async () => {
		const { play, types } = await open(dialect);
		const { uid } = await book(types.seats);
		const { status, attendees } = await play.takeSeatWhileCancelled(uid, ben);
		expect([status, attendees.length]).toEqual(['cancelled', 1]);
		agrees();
	});

	it('lose a seat silently on Cal.com of 2025', async () => {
		const { play, types } = await open(dialect);
		const { uid, attendees } = await book(types.seats);
		await book(types.seats, ben);
		const { lost } = await play.giveUpSeat(uid, attendees[0]?.seatUid ?? '');
		expect(lost).toBe(dialect === 'selfHosted2025');
		expect(school.school.silent.map(({ person }) => person)).toEqual(lost ? [lea.email] : []);
		expect(names().includes('CANCELLED')).toBe(!lost);
	});
});

describe.each<Dialect>(['cloud', 'calDiy2026'])('moving a class as a whole on %s', (dialect) => {
	it('keeps its uid', async () => {
		const { play, types, on } = await open(dialect);
		const { uid } = await book(types.seats);
		await book(types.seats, ben);
		expect((await play.moveClass(uid, { start: on(4) })).uid).toBe(uid);
		expect(told().at(-1)).toMatchObject({ uid, rescheduleUid: uid });
		agrees();
	});

	it('merges it into the class that is there, whose row stays', async () => {
		const { play, types, on } = await open(dialect);
		const from = await book(types.seats);
		const to = await book(types.seats, ben, 2);
		const before = to.updatedAt;
		await play.moveClass(from.uid, { start: on(2) });
		expect([from.status, from.attendees.length, to.updatedAt]).toEqual(['cancelled', 0, before]);
		agrees();
	});
});

describe.each<Dialect>(['cloud', 'calDiy2026'])('a person with two seats on %s', (dialect) => {
	it('moves the seat that was not given up', async () => {
		const { play, types, on } = await open(dialect);
		const { uid, attendees } = await book(types.seats);
		await book(types.seats, ben);
		await play.giveUpSeat(uid, attendees[0]?.seatUid ?? '');
		const { seat } = await play.book({ type: types.seats, start: on(1), person: lea });
		await play.moveSeat(uid, seat?.seatUid ?? '', on(3));
		expect(starts().sort()).toEqual([on(1), on(3)]);
		agrees();
	});

	it('loses one when the classes merge, though the other moves away later', async () => {
		const { play, types, on, pass } = await open(dialect);
		const { uid } = await book(types.seats);
		const { uid: target, attendees } = await book(types.seats, lea, 2);
		await book(types.seats, ben, 2);
		pass(3_600_000);
		await play.moveClass(uid, { start: on(2) });
		pass(3_600_000);
		await play.moveSeat(target, attendees[0]?.seatUid ?? '', on(3));
		expect(starts().sort()).toEqual([on(2), on(3)]);
		agrees();
	});
});

it('refuses to move a class as a whole on Cal.com of 2025', async () => {
	const { play, types, on } = await open('selfHosted2025');
	const { uid } = await book(types.seats);
	await expect(play.moveClass(uid, { start: on(4) })).rejects.toThrow('seated booking');
});

describe.each(all)('on %s', (dialect) => {
	it('a request to move names its predecessor, but on Cal.diy', async () => {
		const { play, types, on } = await open(dialect);
		const { uid } = await play.confirm((await book(types.confirmed)).uid);
		const { status, icsUid } = await play.move(uid, { start: on(2) });
		expect(status).toBe('pending');
		const named =
			dialect === 'calDiy2026' ? { iCalUID: icsUid, iCalSequence: 1 } : { rescheduleUid: uid };
		expect(told().at(-1)).toMatchObject({ triggerEvent: 'BOOKING_REQUESTED', ...named });
		agrees();
	});

	it('a seat keeps its reference in a class and gets a new one elsewhere', async () => {
		const { play, types, on } = await open(dialect);
		await book(types.seats, ben, 2);
		const { uid, attendees } = await book(types.seats);
		await book(types.seats, cara);
		const seatUid = attendees[0]?.seatUid ?? '';
		const into = await play.moveSeat(uid, seatUid, on(2));
		expect(into.seat.seatUid).toBe(seatUid);
		const away = await play.moveSeat(into.booking.uid, seatUid, on(3));
		expect(away.seat.seatUid).not.toBe(seatUid);
		expect(away.booking.fromUid).toBeNull();
		agrees();
	});

	it('"this and the following" ends the others silently', async () => {
		const { play, types, on } = await open(dialect);
		const [first] = await play.bookSeries({ type: types.weekly, start: on(1), person: lea });
		const ended = await play.cancelSubsequent(first?.uid ?? '', { reason: 'pause' });
		expect(new Set(ended.map(({ updatedAt }) => updatedAt)).size).toBe(1);
		expect(school.school.silent).toHaveLength(ended.length - 1);
		expect(told().at(-1)).not.toHaveProperty('recurringEvent');
	});

	it('pays, and is told of both', async () => {
		const { play, school: rows, ina } = await open(dialect);
		const type = rows.addEventType({ title: 'Exam', ownerId: ina.id, price: 5000 });
		await play.pay((await book(type)).uid);
		expect(names()).toEqual(['PAYMENT_INITIATED', 'PAID', 'CREATED']);
		agrees();
	});

	it('reassigning and a new link move `updatedAt`; only the cloud tells of them', async () => {
		const { play, pass } = await open(dialect);
		const booking = await book();
		const before = booking.updatedAt;
		pass(3_600_000);
		await play.changeLocation(booking.uid, 'https://meet.school.example/2');
		expect(booking.updatedAt).not.toBe(before);
		expect(names()).toEqual(['CREATED', ...(dialect === 'cloud' ? ['LOCATION_UPDATED'] : [])]);
	});
});
