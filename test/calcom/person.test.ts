import { answer, eventOf, person, withPayload, type Json } from './deliveries';

const created = 'booking_created.basic';

describe('The person', () => {
	const attendeeOf = (changes: Json) => eventOf(withPayload(created, changes)).attendee;
	const named = (name: unknown, attendee: Json) =>
		attendeeOf({ responses: { name: answer(name) }, attendees: [person('a@b.nl', attendee)] });

	test.each<[string, unknown, Json, string | null, string | null]>([
		[
			'given parts that are the attendee',
			{ firstName: 'Mary Jane', lastName: 'Smith' },
			{ name: 'Mary Jane Smith' },
			'Mary Jane',
			'Smith',
		],
		['a full name', 'Mary Jane Smith', { name: 'Mary Jane Smith' }, 'Mary', 'Jane Smith'],
		[
			'attendee parts that are the name',
			null,
			{ name: 'Ana Maria Gil', firstName: 'Ana Maria', lastName: 'Gil' },
			'Ana Maria',
			'Gil',
		],
		[
			'attendee parts that are not',
			null,
			{ name: 'Ana Gil', firstName: 'Ana', lastName: 'Other' },
			'Ana',
			'Gil',
		],
		['empty attendee parts', null, { name: 'Ana Gil', firstName: '', lastName: '' }, 'Ana', 'Gil'],
		['no name', null, { name: '' }, null, null],
		[
			'escaped text, left alone',
			'O&#x27;Brien',
			{ name: 'Pat O&#x27;Brien' },
			'Pat',
			'O&#x27;Brien',
		],
		['right-to-left text', null, { name: 'שרה כהן' }, 'שרה', 'כהן'],
		['SQL', null, { name: "x'; DROP TABLE leads;--" }, "x';", 'DROP TABLE leads;--'],
		[
			'500 characters',
			null,
			{ name: `${'é'.repeat(250)} ${'😀'.repeat(125)}` },
			'é'.repeat(250),
			'😀'.repeat(125),
		],
	])('has the name of %s', (_case, response, attendee, firstName, lastName) => {
		expect(named(response, attendee)).toMatchObject({ firstName, lastName });
	});

	test("never gets another's name, notes or phone on a cancelled seat", () => {
		const body = withPayload('booking_cancelled.seat', {
			responses: {
				name: answer({ firstName: 'Mara', lastName: 'Öztürk' }),
				email: answer('mara.oeztuerk@kunde.example'),
				notes: answer('private'),
				attendeePhoneNumber: answer('+31612345678'),
			},
			userFieldsResponses: { level: answer('B2') },
			additionalNotes: 'private',
			smsReminderNumber: '+31612345678',
			location: '+31612345678',
		});
		const { attendee, answers } = eventOf(body);
		expect(attendee).toMatchObject({ firstName: 'Tomás', notes: null, phone: null });
		expect(answers).toEqual({});
	});

	test('is known by the same e-mail whatever its capitals', () => {
		const attendee = attendeeOf({ attendees: [person(' Mara.Oeztuerk@KUNDE.example ')] });
		expect(attendee?.email).toBe('mara.oeztuerk@kunde.example');
	});

	test('without a real address has the phone it was made up from', () => {
		const email = '436641234567@sms.cal.com';
		const attendee = attendeeOf({
			attendees: [person(email)],
			responses: { email: answer(email) },
		});
		expect(attendee).toMatchObject({ email: null, phone: '+436641234567' });
	});

	test.each<[string, Json, string]>([
		[
			'responses.attendeePhoneNumber',
			{
				responses: { attendeePhoneNumber: answer('06 12345678') },
				smsReminderNumber: '+31687654321',
			},
			'+31612345678',
		],
		[
			'attendees[0].phoneNumber',
			{
				responses: {},
				attendees: [person('a@b.nl', { phoneNumber: '+31612345678' })],
				smsReminderNumber: '+31687654321',
			},
			'+31612345678',
		],
		[
			'smsReminderNumber',
			{ responses: {}, smsReminderNumber: '+31612345678', location: '+31687654321' },
			'+31612345678',
		],
		['the location', { responses: {}, location: '+31612345678' }, '+31612345678'],
		[
			'the answered location',
			{ responses: { location: answer({ value: '+31612345678', optionValue: '' }) } },
			'+31612345678',
		],
		[
			'a number typed without quotes',
			{ responses: { attendeePhoneNumber: answer(31612345678) } },
			'+31612345678',
		],
	])('has its phone from %s', (_place, changes, phone) => {
		expect(attendeeOf(changes)?.phone).toBe(phone);
	});

	test('has its notes from the answer, else from additionalNotes, never from the description', () => {
		const notes = (changes: Json) => attendeeOf(changes)?.notes;
		expect(notes({ responses: { notes: answer('a') }, additionalNotes: 'b' })).toBe('a');
		expect(notes({ responses: { notes: answer(' ') }, additionalNotes: 'b' })).toBe('b');
		expect(notes({ responses: {}, additionalNotes: '', description: 'c' })).toBeNull();
	});

	test('has the custom answers, values only', () => {
		const answersOf = (changes: Json) => eventOf(withPayload(created, changes)).answers;
		const questions = { level: answer('B2'), days: answer(['mon', 'tue']), open: { label: 'x' } };
		const expected = { level: 'B2', days: ['mon', 'tue'] };
		expect(answersOf({ userFieldsResponses: questions })).toEqual(expected);
		const responses = { ...questions, name: answer('x'), guests: answer([]) };
		expect(answersOf({ userFieldsResponses: {}, responses })).toEqual(expected);
		const huge = Object.fromEntries(
			[...Array(99).keys()].map((n) => [n, answer('x'.repeat(9999))]),
		);
		const kept = answersOf({ userFieldsResponses: huge });
		expect(JSON.stringify(kept).length).toBeLessThan(66_000);
	});
});
