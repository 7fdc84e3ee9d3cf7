import fc from 'fast-check';

import { withoutPerson } from '../../nodes/core/domain/erased/withoutPerson';
import { personMatcher } from '../../nodes/core/domain/erased/personMatcher';
import {
	answer,
	eventOf,
	fixture,
	fixtureNames,
	person,
	withPayload,
	type Json,
} from './deliveries';

const guest = 'guest@example.com';
const matcher = personMatcher({
	emails: [guest],
	names: ['Gast Person'],
	phones: ['+31612340001'],
	country: 'NL',
});
const without = (body: unknown) => withoutPerson(body, matcher) as Json;

describe("Another person's body without the person", () => {
	test.each(fixtureNames)('is unchanged if the person is not in it: %s', (name) => {
		expect(without(fixture(name))).toEqual(fixture(name));
	});

	test('has none of their entries in any list, and all others', () => {
		const attendees = [
			person('a@x.nl'),
			person(' Guest@Example.com', { name: '' }),
			person('b@x.nl'),
		];
		const responses = { email: answer('a@x.nl'), guests: answer(['b@x.nl', guest]) };
		const body = withPayload('booking_created.guests', { attendees, responses });
		expect(without(body)).toEqual(
			withPayload('booking_created.guests', {
				attendees: [attendees[0], attendees[2]],
				responses: { email: answer('a@x.nl'), guests: answer(['b@x.nl']) },
			}),
		);
		expect(eventOf(without(body)).attendee?.email).toBe('a@x.nl');
	});

	test("has none of their answers, which are in the event about another person's seat", () => {
		const theirs = {
			responses: { name: answer('Gast Person'), email: answer(guest), notes: answer('private') },
			userFieldsResponses: { goal: answer('private') },
			additionalNotes: 'private',
			description: 'private',
			smsReminderNumber: '+31612340001',
			title: 'Workshop with Gast Person',
			cancelledBy: guest,
		};
		const rest = without(withPayload('booking_cancelled.seat', theirs));
		expect(JSON.stringify(rest)).not.toMatch(/private|gast|guest@|61234/i);
		expect(eventOf(rest).attendee).toEqual(eventOf(fixture('booking_cancelled.seat')).attendee);
	});

	test('does not contain their address anywhere', () => {
		const tree = fc.letrec((tie) => ({
			node: fc.oneof(
				{ maxDepth: 5 },
				fc.constantFrom(guest, 'GUEST@example.com', `Call ${guest}!`, 'Gast Person', 'x', 1, null),
				fc.array(tie('node'), { maxLength: 3 }),
				fc.dictionary(fc.constantFrom('email', 'name', 'value', 'responses', guest), tie('node'), {
					maxKeys: 3,
				}),
			),
		})).node;
		fc.assert(
			fc.property(tree, (body) => {
				const rest = without({ body });
				expect(JSON.stringify(rest)).not.toMatch(/guest@|gast/i);
				expect(without(rest)).toEqual(rest);
			}),
			{ numRuns: 300 },
		);
	});
});
