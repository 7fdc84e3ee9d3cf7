import { apiBookingOf } from '../../../nodes/core/calcom/api/booking';
import rows from '../../fixtures/calcomApi/bookings.json';

const all = Object.entries(rows).flatMap(([server, of]) =>
	Object.entries(of).map(([name, row]) => [server, name, row] as const),
);

describe('A booking of the API', () => {
	it.each(all)('is read from %s: %s', (_server, _name, row) => {
		const booking = apiBookingOf(row);
		expect(booking).toMatchObject({ uid: row.uid, status: row.status, startsAt: row.start });
		const people = [booking?.booker, ...(booking?.seats ?? []), ...(booking?.guests ?? [])];
		expect(people.filter(Boolean)).toHaveLength(row.attendees.length);
	});

	it.each(['selfHosted2025', 'calDiy2026'] as const)(
		'has the booker whom the answers name, not the first of the list: %s',
		(server) => {
			const booking = apiBookingOf(rows[server]['absent, guest first']);
			expect(booking?.booker).toMatchObject({ email: 'nora@family.example', absent: true });
			expect(booking?.guests).toMatchObject([{ email: 'opa@family.example', absent: false }]);
		},
	);

	it.each(['selfHosted2025', 'calDiy2026'] as const)(
		'never takes what stands for "unknown" as a person or a value: %s',
		(server) => {
			const {
				'answers missing': noAnswers,
				'host deleted': noHost,
				'nobody shown': nobody,
			} = rows[server];
			expect(apiBookingOf(noAnswers)?.booker).toMatchObject({
				email: noAnswers.attendees[0]?.email,
				answers: {},
			});
			expect(apiBookingOf(noHost)?.host).toBeNull();
			expect(apiBookingOf(nobody)).toMatchObject({ booker: null, showsNobody: true });
		},
	);

	it("does not take another family's answers for those of the booker", () => {
		const row = structuredClone(rows.calDiy2026['absent, guest first']);
		row.bookingFieldsResponses.email = 'dan@other.example';
		expect(apiBookingOf(row)?.booker).toMatchObject({ email: 'nora@family.example', answers: {} });
		row.guests = [];
		expect(apiBookingOf(row)?.booker).toBeNull();
	});

	it('has a reason only when it is over', () => {
		expect(apiBookingOf(rows.cloud['moved, with a reason'])?.reason).toBeNull();
		expect(apiBookingOf(rows.cloud['new time requested'])?.reason).toBe(
			rows.cloud['new time requested'].cancellationReason,
		);
	});

	it('is linked in both directions', () => {
		const { 'rescheduled old half': old, 'moved, with a reason': next } = rows.cloud;
		expect(apiBookingOf(old)?.nextUid).toBe(next.uid);
		expect(apiBookingOf(next)?.previousUid).toBe(old.uid);
	});

	it('has a seat for each person of a class', () => {
		const booking = apiBookingOf(rows.cloud.class);
		expect(booking).toMatchObject({ isClass: true, booker: null, guests: [] });
		expect(booking?.seats.map(({ seat }) => seat)).toEqual([
			rows.cloud.class.attendees[0]?.seatUid,
		]);
	});

	it.each([[null], [{}], [{ uid: 'a' }], [{ uid: 'a', startTime: 'x', status: 'ACCEPTED' }]])(
		'is null for another form: %j',
		(row) => {
			expect(apiBookingOf(row)).toBeNull();
		},
	);
});
