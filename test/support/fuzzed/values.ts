import fc from 'fast-check';

import { anyText } from '../../domain/anyText';

/** Placeholder for values that JSON can express and JavaScript can't: see `jsonText`. */
const spelled = (json: string) => `@@${json}@@`;

/** The brackets of lists or objects, nested to this depth. */
const nested = (isList: boolean, depth: number): string =>
	isList ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '0' + '}'.repeat(depth);

/** A value as JSON, with placeholders replaced by numbers out of JavaScript's range and by deep nesting. */
export function jsonText(value: unknown): string {
	return (JSON.stringify(value) ?? 'null')
		.replace(/"@@(list|object) (\d+)@@"/g, (_, kind, depth) =>
			nested(kind === 'list', Number(depth)),
		)
		.replace(/"@@([-+.\deE]+)@@"/g, '$1');
}

const number = fc.oneof(
	fc.double(),
	fc.integer(),
	fc.constantFrom(0, -0, -1, 0.1, 1e308, 5e-324, 2 ** 31, 2 ** 53, -(2 ** 63)),
	fc
		.constantFrom('1e999', '-1e999', '1E-999', '123456789012345678901234567890', '0.1e400')
		.map(spelled),
);

const text = fc.oneof(
	{ weight: 3, arbitrary: anyText },
	fc.string({ unit: 'grapheme', maxLength: 40 }),
	fc.constantFrom(
		'',
		' ',
		'\0',
		'\ud800',
		'\udc00\ud800',
		'\u2028',
		'\r\n',
		'\ufeff',
		'\u202e',
		'\u00ad',
	),
	fc.constantFrom(
		"'; DROP TABLE leads;--",
		'={{ $json }}',
		'${x}',
		'%s%n',
		'<b>&amp;',
		'\\',
		'../..',
	),
	fc.constantFrom(
		'a@b.nl',
		'A@B.NL',
		'@',
		'a@',
		'31612345678@sms.cal.com',
		'+31612345678',
		'x@y@z',
		'İ@ß.nl',
	),
	fc.constantFrom(
		'ACCEPTED',
		'PENDING',
		'cancelled',
		'REJECTED',
		'true',
		'null',
		'NaN',
		'[object Object]',
	),
	fc.nat({ max: 2000 }).map((length) => 'x'.repeat(length)),
);

/** A possible time of a booking. */
export const plainDate = fc
	.date({ min: new Date(0), max: new Date('2040-01-01'), noInvalidDate: true })
	.map((one) => one.toISOString());

/** Times of all kinds, and values that are not times. */
export const anyDate = fc.oneof(
	plainDate,
	fc.date({ noInvalidDate: true }).map((one) => one.toISOString()),
	fc.constantFrom(
		...['2026-11-10T09:00:00Z', '2026-11-10T09:00:00+14:00', '2026-11-10T09:00:00-12:00'],
		...[
			'2026-11-10T09:00:00',
			'2026-11-10T09:00',
			'2026-11-10',
			'2026-11-10 09:00:00',
			'2026-W46-2T10:00',
		],
		...[
			'2026-11-10T24:00:00Z',
			'2026-11-10T23:59:60Z',
			'2026-02-30T10:00:00Z',
			'2026-13-45T99:99:99Z',
		],
		...[
			'0000-01-01T00:00:00Z',
			'1969-12-31T23:59:59Z',
			'1970-01-01T00:00:00Z',
			'9999-12-31T23:59:59.999Z',
		],
		...['9999-12-31T23:59:59-01:00', '+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'],
		...[
			'2026-11-10T09:00:00.123456789Z',
			' 2026-11-10T09:00:00Z ',
			'2026-11-10T09:00:00Z\0',
			'soon',
		],
		...[
			'Tue, 10 Nov 2026 09:00:00 GMT',
			'2026-11-10T09:00:00[Europe/Amsterdam]',
			'2026-03-29T02:30:00',
		],
	),
	fc.constantFrom<unknown>(1794300000, 1794300000000, -1, {}, [], true),
);

/** Nested so deep that recursion overflows the stack. */
export const deepValue = fc
	.tuple(fc.constantFrom('list', 'object'), fc.nat({ max: 150_000 }))
	.map(([kind, depth]) => spelled(`${kind} ${depth}`));

/** Any value in place of Cal.com's own. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 6, arbitrary: text },
	{ weight: 3, arbitrary: number },
	{ weight: 3, arbitrary: anyDate },
	{ weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
	{ weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]]) },
	{
		weight: 1,
		arbitrary: fc.array(fc.record({ email: text, name: text, noShow: fc.boolean() }), {
			maxLength: 5,
		}),
	},
);
