import fc from 'fast-check';
import { bookingTypeLabel, bookingTypeOf } from '../../nodes/core/domain/values/bookingType';
import { toUtcIso } from '../../nodes/core/domain/values/instant';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import { clip, textOrNull } from '../../nodes/core/domain/values/text';
import { anyText } from './anyText';

describe('Booking type', () => {
	test.each([
		['Level Check - 30 Min', 'level_check'],
		['LEVEL CHECK', 'level_check'],
		['Free Consultation between A and B', 'consultation'],
		['Trial lesson', 'trial_class'],
		['Trial after a level check', 'level_check'],
		['Something else', 'level_check'],
		[null, 'level_check'],
	])('of the title %j is %s', (title, type) => {
		expect(bookingTypeOf([title], defaultParseSettings)).toBe(type);
	});

	test('comes from the name of the event type before the title, which contains names of people', () => {
		const titles = ['Consultation', 'Consultation between Tom Trial and A'];
		expect(bookingTypeOf(titles, defaultParseSettings)).toBe('consultation');
		expect(bookingTypeOf(['30 Min', 'Trial lesson'], defaultParseSettings)).toBe('trial_class');
	});

	test('comes from the first rule that matches, and a rule without text never does', () => {
		const settings = {
			bookingTypes: [
				{ titleContains: ' ', bookingType: 'blank' },
				{ titleContains: 'ÜBUNG', bookingType: 'exercise' },
				{ titleContains: 'übungs', bookingType: 'later' },
			],
			defaultBookingType: 'other',
		};
		expect(bookingTypeOf(['Die U\u0308bungsstunde'], settings)).toBe('exercise');
		expect(bookingTypeOf([''], settings)).toBe('other');
	});

	test.each([
		['level_check', 'Level Check'],
		['trial_class', 'Trial Class'],
		['übung', 'Übung'],
		['__a', 'A'],
		['', ''],
	])('%j is shown as %j', (type, label) => {
		expect(bookingTypeLabel(type)).toBe(label);
	});
});

describe('Time', () => {
	test.each([
		['2026-11-10T09:00:00Z', '2026-11-10T09:00:00.000Z'],
		['2026-11-10T09:00:00+00:00', '2026-11-10T09:00:00.000Z'],
		['2026-11-10T10:00:00+01:00', '2026-11-10T09:00:00.000Z'],
		['2026-11-10T09:00:00.517Z', '2026-11-10T09:00:00.517Z'],
		['2026-11-10T09:00:00', '2026-11-10T09:00:00.000Z'],
	])('%s is the instant %s', (text, iso) => {
		expect(toUtcIso(text)).toBe(iso);
	});

	test.each([
		'tomorrow',
		'',
		'2026',
		'10:00',
		'2026-11-10',
		'2026-02-30T10:00:00Z',
		'2026-11-10T25:00:00Z',
		'1969-12-31T23:59:59Z',
		'9999-12-31T23:59:59-01:00',
		'0000-00-00T00:00:00Z',
		'+010000-01-01T00:00:00Z',
		null,
		1_762_000_000_000,
		{},
	])('%j is not a time', (value) => {
		expect(toUtcIso(value)).toBeNull();
	});
});

describe('Clipping', () => {
	test('keeps a text that fits, and ends a longer one with an ellipsis', () => {
		expect(clip('abc', 3)).toBe('abc');
		expect(clip('abcd', 3)).toBe('ab…');
	});

	test('never cuts an emoji in two', () => {
		expect(clip('a😀b', 3)).toBe('a…');
	});

	test('removes characters that no database stores: NUL and halves of surrogate pairs', () => {
		expect(clip('a\0b\ud83dc\ude00', 10)).toBe('abc');
	});

	test('removes invisible characters, so that a text of only these is empty', () => {
		expect(clip('\u200bab\ufeff', 2)).toBe('ab');
		expect(textOrNull('\u200b \u202a\u202c\u200d', 10)).toBeNull();
	});

	test('gives a well-formed text within the limit', () => {
		fc.assert(
			fc.property(anyText, fc.integer({ min: 1, max: 12 }), (text, limit) => {
				const clipped = clip(text, limit);
				expect(clipped.length).toBeLessThanOrEqual(limit);
				expect(clipped).not.toMatch(/\0|\p{Surrogate}/u);
			}),
			{ numRuns: 300 },
		);
	});
});
