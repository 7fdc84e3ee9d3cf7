import fc from 'fast-check';

import { withoutFormatting } from '../../nodes/core/domain/values/text';
import { fabricatedEmailDigits, normaliseEmail } from '../../nodes/core/domain/values/email';
import { splitName } from '../../nodes/core/domain/values/name';
import { looksLikePhone, normalisePhone } from '../../nodes/core/domain/values/phone';
import { anyText } from './anyText';

describe('E-mail', () => {
	test.each([
		['capitals and spaces around', '  Mara.Oeztuerk@Kunde.Example ', 'mara.oeztuerk@kunde.example'],
		['a decomposed accent', 'jose\u0301@example.com', 'jos\u00e9@example.com'],
		['dots and tags, which stay', 'ma.ra+school@gmail.com', 'ma.ra+school@gmail.com'],
		['an apostrophe', "o'brien@example.com", "o'brien@example.com"],
		['320 characters', `${'a'.repeat(314)}@b.com`, `${'a'.repeat(314)}@b.com`],
		['marks of direction around', '\u202amara@kunde.example\u202c', 'mara@kunde.example'],
		['a zero-width space inside', 'mara\u200b@kunde.example\ufeff', 'mara@kunde.example'],
		['a soft hyphen', 'ma\u00adra@kunde.example', 'mara@kunde.example'],
	])('keeps one form of %s', (_case, raw, email) => {
		expect(normaliseEmail(raw)).toBe(email);
	});

	test.each([
		['nothing', ''],
		['only spaces', ' \t '],
		['no @', 'mara.kunde.example'],
		['whitespace inside', 'mara @kunde.example'],
		['a line break inside', 'a@b.com\nBcc: c@d.com'],
		['a NUL', 'a\0@b.com'],
		['nothing before the @', '@kunde.example'],
		['nothing visible before the @', '\u200b@kunde.example'],
		['321 characters', `${'a'.repeat(315)}@b.com`],
		['half a surrogate pair', 'a\ud83d@b.com'],
	])('is not an address: %s', (_case, raw) => {
		expect(normaliseEmail(raw)).toBeNull();
	});

	test('is the same however often it is normalised', () => {
		fc.assert(
			fc.property(anyText, anyText, (a, b) => {
				const once = normaliseEmail(`${a}@${b}`);
				expect(once === null ? null : normaliseEmail(once)).toBe(once);
			}),
			{ numRuns: 500 },
		);
	});

	test.each([
		['436641234567@sms.cal.com', true],
		['436641234567@SMS.cal.com', true],
		['mara@sms.cal.com', false],
		['436641234567@sms.cal.com.example', false],
		['1@xsms.cal.com', false],
	])('recognises whether Cal.com made up %s: %s', (email, fabricated) => {
		expect(fabricatedEmailDigits(email) !== null).toBe(fabricated);
	});
});

describe('Name', () => {
	test.each([
		['John Doe', 'John', 'Doe'],
		['Mary Jane Smith', 'Mary', 'Jane Smith'],
		['  Mary   Jane\tSmith ', 'Mary', 'Jane Smith'],
		['Mara', 'Mara', null],
		["Siobhán O'Brien", 'Siobhán', "O'Brien"],
		['王小明', '王小明', null],
		['محمد علي حسن', 'محمد', 'علي حسن'],
		['👩‍🏫 Ada 🎓', '👩‍🏫', 'Ada 🎓'],
		['\u200bSanne\ufeff Mul\u00adder\u200b', 'Sanne', 'Mulder'],
		['علی\u200cرضا حسینی', 'علی\u200cرضا', 'حسینی'],
		["Robert'); DROP TABLE leads;--", "Robert');", 'DROP TABLE leads;--'],
		['', null, null],
		['   ', null, null],
	])('splits %j at the first space', (name, firstName, lastName) => {
		expect(splitName(name)).toEqual({ firstName, lastName });
	});

	test('loses only surplus spaces and invisible characters', () => {
		fc.assert(
			fc.property(anyText, (name) => {
				const { firstName, lastName } = splitName(name);
				const kept = withoutFormatting(name.replace(/\0|\p{Surrogate}/gu, ''))
					.replace(/\s+/gu, ' ')
					.trim();
				expect([firstName, lastName].filter((part) => part !== null).join(' ')).toBe(kept);
				expect(firstName ?? '').not.toMatch(/\s/u);
			}),
			{ numRuns: 500 },
		);
	});

	test('a name of 5000 characters is cut with an ellipsis', () => {
		expect(splitName('x'.repeat(5000)).firstName).toBe('x'.repeat(999) + '…');
	});
});

describe('Phone', () => {
	test.each([
		['+31612345678', 'NL', '+31612345678'],
		['06 12 34 56 78', 'NL', '+31612345678'],
		['06-12345678', 'nl', '+31612345678'],
		['0031 6 12345678', 'NL', '+31612345678'],
		['0151 12345678', 'DE', '+4915112345678'],
		['+44 20 7946 0018', 'NL', '+442079460018'],
		[' call me ', 'NL', 'call me'],
		['ask at 06 12345678', 'NL', 'ask at 06 12345678'],
		['+31 20 123 4567 ext. 12', 'NL', '+31 20 123 4567 ext. 12'],
		['12345', 'NL', '12345'],
		['06 12345678', 'Utopia', '06 12345678'],
		['\u202a+31612345678\u202c', 'NL', '+31612345678'],
		['06\u200b12345678', 'NL', '+31612345678'],
		['+371', 'NL', null],
		[' 00 371 ', 'NL', null],
		['+1 (684) ', 'NL', null],
		['+', 'NL', null],
		['\u202a+31\u202c', 'NL', null],
		['  ', 'NL', null],
		[null, 'NL', null],
	])('keeps %j typed in %s as %j', (raw, country, phone) => {
		expect(normalisePhone(raw, country)).toBe(phone);
	});

	test('never throws, and is the same however often it is normalised', () => {
		fc.assert(
			fc.property(fc.oneof(anyText, fc.stringMatching(/^\+?[\d ()-]{3,18}$/)), (raw) => {
				const once = normalisePhone(raw, 'NL');
				expect(normalisePhone(once, 'NL')).toBe(once);
			}),
			{ numRuns: 500 },
		);
	});

	test.each([
		['+4915112345678', true],
		['06 12345678', true],
		['integrations:daily', false],
		['https://meet.google.com/xyz', false],
		['Keizersgracht 12', false],
		['123 456 7890', false],
		['2026-11-10', false],
		['', false],
	])('a location that is a phone number: %j %s', (location, isPhone) => {
		expect(looksLikePhone(location, 'NL')).toBe(isPhone);
	});
});

describe('Text', () => {
	test.each([
		['a zero-width space', 'Sanne\u200b Mulder', 'Sanne Mulder'],
		['a word joiner', 'Level\u2060Check', 'LevelCheck'],
		['isolates', '\u2067שרה\u2069 \u200fכהן', 'שרה כהן'],
		['marks of direction', '\u202a+31612345678\u202c', '+31612345678'],
		['a byte order mark', '\ufeffPieter', 'Pieter'],
		['a soft hyphen', 'Level\u00adcheck', 'Levelcheck'],
		['a joiner at the end', 'Anna\u200d', 'Anna'],
		['a joiner at the beginning', '\u200cAnna', 'Anna'],
		['a joiner beside a space', 'می\u200c خواهم', 'می خواهم'],
		['a joiner after an emoji', '👨\u200d👩\u200d👧\u200d', '👨\u200d👩\u200d👧'],
		['what stands around joiners that stay', '\u200bمی\u200c\u200bخواهم', 'می\u200cخواهم'],
		['a joiner between digits', '06\u200c12', '0612'],
	])('loses %s', (_what, text, visible) => {
		expect(withoutFormatting(text)).toBe(visible);
	});

	test.each([
		'می\u200cخواهم',
		'کتاب\u200cخانه\u200cها',
		'क्\u200dष',
		'👨\u200d👩\u200d👧\u200d👦',
		'👩🏽\u200d🏫',
		'🧑🏽\u200d🦰',
		'❤\ufe0f\u200d🔥',
		'🏳\ufe0f\u200d🌈',
		'🏴\u200d☠\ufe0f',
	])('keeps joiners in words and emoji: %s', (text) => {
		expect(withoutFormatting(text)).toBe(text);
	});

	test('keeps all visible characters, and cleaning again changes nothing', () => {
		const seen = fc.constantFrom('a', 'ی', '👩', '7', ' ', '-', 'é');
		const unseen = fc.constantFrom(
			'\u200b',
			'\u200c',
			'\u200d',
			'\u202a',
			'\u2066',
			'\u00ad',
			'\ufeff',
		);
		const all = /[\u00ad\u200b-\u200d\u202a\u2066\ufeff]/g;
		fc.assert(
			fc.property(fc.array(fc.oneof(seen, unseen), { maxLength: 12 }), (pieces) => {
				const text = pieces.join('');
				const once = withoutFormatting(text);
				expect(withoutFormatting(once)).toBe(once);
				expect(once.replace(all, '')).toBe(text.replace(all, ''));
				expect(once).not.toMatch(
					/[\u00ad\u200b\u202a\u2066\ufeff]|^[\u200c\u200d]|[\u200c\u200d]$/,
				);
			}),
			{ numRuns: 500 },
		);
	});
});
