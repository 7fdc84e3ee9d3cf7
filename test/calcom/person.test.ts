import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import { answer, eventOf, person, read, withPayload, type Json } from './deliveries';

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

	test("never gets another person's name, notes or phone on a cancelled seat", () => {
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

	test('is identified by the e-mail regardless of case', () => {
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
		[
			'an answer that was copied with marks of direction',
			{ responses: { attendeePhoneNumber: answer('\u202a+31612345678\u202c') } },
			'+31612345678',
		],
		[
			'the next place, where one has a dial code alone',
			{ responses: { attendeePhoneNumber: answer('+371') }, smsReminderNumber: '+37120000000' },
			'+37120000000',
		],
		[
			'the location, where the question was asked and not answered',
			{
				responses: { attendeePhoneNumber: { ...answer(''), isHidden: false } },
				location: '+31612345678',
			},
			'+31612345678',
		],
		[
			'a question of the school before nothing at all',
			{ responses: { mobiel: answer('06 12345678') }, location: 'Keizersgracht 12' },
			'+31612345678',
		],
		[
			"Cal.com's own places before a question of the school",
			{ responses: { phone2: answer('+31687654321') }, smsReminderNumber: '+31612345678' },
			'+31612345678',
		],
	])('has its phone from %s', (_place, changes, phone) => {
		expect(attendeeOf(changes)?.phone).toBe(phone);
	});

	test.each<[string, Json]>([
		['a dial code', { responses: { attendeePhoneNumber: answer('+371') } }],
		['a dial code in every place', { responses: {}, smsReminderNumber: '+31', location: '+31' }],
		[
			"the organizer's place, the question being hidden",
			{
				responses: {
					attendeePhoneNumber: { label: 'phone_number', isHidden: true },
					location: answer({ value: '+31612345678', optionValue: '' }),
				},
				location: '+31612345678',
			},
		],
		['a question of the school without a number', { responses: { mobiel: answer('after six') } }],
		['another question', { responses: { hotel: answer('06 12345678') } }],
	])('has no phone from %s', (_what, changes) => {
		expect(attendeeOf(changes)?.phone).toBeNull();
	});

	test('has the phone from a hidden question that was answered', () => {
		const attendeePhoneNumber = { ...answer('+31612345678'), isHidden: true };
		const changes = { responses: { attendeePhoneNumber }, location: '+31687654321' };
		expect(attendeeOf(changes)?.phone).toBe('+31612345678');
	});

	test.each([
		'phone',
		'Phone number',
		'telefoon',
		'telefoonnummer',
		'tel',
		'mobiel',
		'mobile',
		'Telefon',
		'Telephone',
		'Handynummer',
		'WhatsApp',
		'your-phone',
		'phone_number',
	])(
		'has the phone that a question of the school asked for by the name or the label %s',
		(words) => {
			const responses = [
				{ [words]: answer('06 12345678') },
				{ q1: { ...answer('06 12345678'), label: words } },
			];
			const phones = responses.map((one) => attendeeOf({ responses: one })?.phone);
			expect(phones).toEqual(['+31612345678', '+31612345678']);
		},
	);

	test.each([['hotel'], ['telling'], ['automobile'], ['level']])(
		'has no phone from a question about %s',
		(words) => {
			const q1 = { ...answer('06 12345678'), label: words };
			expect(attendeeOf({ responses: { [words]: answer('06 12345678'), q1 } })?.phone).toBeNull();
		},
	);

	test("never has the school's own phone, in any field", () => {
		const settings = { ...defaultParseSettings, ownPhones: ['020 1234567', '+31 6 87654321'] };
		const phoneOf = (changes: Json) => {
			const result = read(withPayload(created, changes), settings);
			return result.ok ? result.event.attendee?.phone : result.reason;
		};
		const own = '+31201234567';
		expect(phoneOf({ responses: {}, location: own })).toBeNull();
		expect(phoneOf({ responses: { attendeePhoneNumber: answer('06 87654321') } })).toBeNull();
		expect(phoneOf({ responses: { mobiel: answer('06 12345678') }, location: own })).toBe(
			'+31612345678',
		);
	});

	test('in a seat has the answers of that seat', () => {
		const bookingSeat = {
			referenceUid: 's1',
			data: {
				responses: {
					name: 'Tomás Novák',
					email: 'tomas@b.nl',
					notes: 'mine',
					attendeePhoneNumber: '+31612345678',
					level: 'B2',
				},
			},
		};
		const body = withPayload('booking_cancelled.seat', {
			attendees: [person('tomas@b.nl', { bookingSeat })],
			responses: {
				email: answer('mara@b.nl'),
				notes: answer('not mine'),
				attendeePhoneNumber: answer('+31687654321'),
				level: answer('A1'),
			},
			userFieldsResponses: { level: answer('A1') },
		});
		const { attendee, answers } = eventOf(body);
		expect(attendee).toMatchObject({ notes: 'mine', phone: '+31612345678', seatId: 's1' });
		expect(answers).toEqual({ level: 'B2' });
	});

	test('has no invisible characters in any text', () => {
		const attendees = [person('\u200bmara@b.nl\ufeff', { name: 'Sanne\u200b Mul\u00adder' })];
		const responses = {
			email: answer('mara@b.nl\u200b'),
			notes: answer('\u202aIn the morning\u202c'),
			goal: answer('Speak\u200b freely'),
		};
		const { attendee, answers } = eventOf(
			withPayload(created, { attendees, responses, userFieldsResponses: {} }),
		);
		expect(attendee).toMatchObject({
			email: 'mara@b.nl',
			firstName: 'Sanne',
			lastName: 'Mulder',
			notes: 'In the morning',
		});
		expect(answers).toEqual({ goal: 'Speak freely' });
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
