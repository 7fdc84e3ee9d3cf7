import fc from 'fast-check';

import { personKey } from '../../nodes/core/domain/person';

test('The same e-mail is the same person, whatever the phone', () => {
	fc.assert(
		fc.property(fc.emailAddress(), fc.string(), fc.string(), (email, a, b) => {
			expect(personKey({ email, phone: a })).toBe(personKey({ email, phone: b }));
		}),
	);
});

test('Two e-mails are two people, and their keys reveal neither', () => {
	fc.assert(
		fc.property(fc.emailAddress(), fc.emailAddress(), (a, b) => {
			const key = personKey({ email: a, phone: null });
			expect(key === personKey({ email: b, phone: null })).toBe(a === b);
			expect(key).toMatch(/^[0-9a-f]{32}$/);
		}),
	);
});

test('A phone number identifies a person without an e-mail, and never an e-mail with the same text', () => {
	const phone = '+31612345678';
	expect(personKey({ email: null, phone })).toMatch(/^[0-9a-f]{32}$/);
	expect(personKey({ email: null, phone })).not.toBe(personKey({ email: phone, phone: null }));
});

test.each([
	[null, null],
	['', ''],
	[null, ''],
])('no one is identified by %j and %j', (email, phone) => {
	expect(personKey({ email, phone })).toBeNull();
});
