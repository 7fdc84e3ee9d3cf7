import fc from 'fast-check';

import { maxBodyBytes } from '../../../nodes/core/services/reception';
import { fixture, fixtureNames } from '../../calcom/deliveries';
import { changed, large, named } from './shapes';
import { anyValue, deepValue, jsonText } from './values';

/** A change to the bytes in transit, at a position given as a fraction of the length. */
const accident = fc.record({
	what: fc.constantFrom('flip', 'delete', 'insert', 'duplicate', 'cut', 'swap'),
	at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
	length: fc.integer({ min: 1, max: 40 }),
	bit: fc.integer({ min: 0, max: 7 }),
	bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});

type Accident = typeof accident extends fc.Arbitrary<infer T> ? T : never;

function happen(body: Buffer, { what, at, length, bit, bytes }: Accident): Buffer {
	const from = Math.floor(at * body.length);
	const [before, rest] = [body.subarray(0, from), body.subarray(from)];
	const [part, after] = [rest.subarray(0, length), rest.subarray(length)];
	switch (what) {
		case 'flip':
			return Buffer.from(body.map((byte, i) => (i === from ? byte ^ (1 << bit) : byte)));
		case 'delete':
			return Buffer.concat([before, after]);
		case 'insert':
			return Buffer.concat([before, bytes, rest]);
		case 'duplicate':
			return Buffer.concat([before, part, rest]);
		case 'cut':
			return Buffer.from(before);
		case 'swap':
			return Buffer.concat([before, after.subarray(0, length), part, after.subarray(length)]);
	}
}

const compact = fixtureNames.map((name) => Buffer.from(JSON.stringify(fixture(name))));

const damaged = fc
	.tuple(fc.constantFrom(...compact), fc.array(accident, { minLength: 1, maxLength: 4 }))
	.map(([body, accidents]) => accidents.reduce(happen, body));

/** Two members with the same name: JavaScript uses the last, other parsers the first. */
const doubled = fc
	.tuple(named, anyValue)
	.map(([body, value]) => `{"uid":${jsonText(value)},"payload":1,${jsonText(body).slice(1)}`);

const bytes = (text: string): Buffer => Buffer.from(text);
const asJson = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map(jsonText).map(bytes);

/** The body of a delivery: anything from Cal.com bodies to noise, never more than 1 MiB. */
export const anyBody: fc.Arbitrary<Buffer> = fc
	.oneof(
		{ weight: 45, arbitrary: asJson(changed) },
		{ weight: 25, arbitrary: asJson(named) },
		{ weight: 20, arbitrary: damaged },
		{ weight: 3, arbitrary: doubled.map(bytes) },
		{ weight: 2, arbitrary: asJson(anyValue) },
		{ weight: 2, arbitrary: fc.json().map((text) => bytes(`\ufeff${text}`)) },
		{ weight: 1, arbitrary: asJson(deepValue) },
		{ weight: 1, arbitrary: asJson(large) },
		{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((list) => Buffer.from(list)) },
	)
	.filter((body) => body.length <= maxBodyBytes);

const batch = 100;

/** The given number of bodies, always the same for a seed. */
export function* bodiesOf(seed: number, count: number): Generator<Buffer> {
	for (let from = 0; from < count; from += batch) {
		const numRuns = Math.min(batch, count - from);
		yield* fc.sample(anyBody, { seed: seed + from, numRuns });
	}
}
