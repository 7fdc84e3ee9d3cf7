import fc from 'fast-check';

import { triggerEvents } from '../../../nodes/core/calcom/events';
import { fixture, fixtureNames, type Json } from '../../calcom/deliveries';
import { anyDate, anyValue, deepValue, plainDate } from './values';

const fixtures = fixtureNames.map((name) => fixture(name));

/** Every place in a body, as the path of keys to it. */
function placesOf(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [path];
	return [path, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))];
}

function replaced(body: unknown, path: readonly string[], by: unknown): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return by;
	// An earlier change may have replaced it.
	if (typeof body !== 'object' || body === null || !Object.keys(body).includes(key)) return body;
	const copy = (Array.isArray(body) ? [...(body as unknown[])] : { ...body }) as Json;
	copy[key] = replaced(copy[key], rest, by);
	return copy;
}

/** Every name in Cal.com bodies, and names with a meaning in JavaScript. */
const names = [
	...new Set(fixtures.flatMap((body) => placesOf(body).map((path) => path.at(-1) ?? 'payload'))),
	...['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'hasOwnProperty', 'then', ''],
];

/** A shared uid, a unique uid, or an invalid uid. */
const uid = fc.oneof(
	{ weight: 3, arbitrary: fc.integer({ min: 1, max: 50 }).map((id) => `fuzz${id}`) },
	{ weight: 3, arbitrary: fc.uuid() },
	anyValue,
);

const types = fc.oneof(
	{ weight: 8, arbitrary: fc.constantFrom(...Object.keys(triggerEvents), 'PING', 'BOOKING_NEW') },
	anyValue,
);

const fields = fc.dictionary(fc.constantFrom(...names), anyValue, { maxKeys: 12 });

/** The envelope around any values, under Cal.com's names. */
export const named: fc.Arbitrary<unknown> = fc.record(
	{
		triggerEvent: types,
		createdAt: anyDate,
		uid,
		payload: fc.oneof({ weight: 9, arbitrary: fields }, anyValue),
	},
	{ requiredKeys: [] },
);

const email = fc.oneof(
	{ weight: 3, arbitrary: fc.nat({ max: 40 }).map((id) => `person${id}@example.com`) },
	{ weight: 1, arbitrary: fc.emailAddress() },
	{ weight: 1, arbitrary: anyValue },
);
const person = fc.record(
	{ email, name: anyValue, phoneNumber: anyValue, noShow: fc.boolean(), timeZone: anyValue },
	{ requiredKeys: ['email', 'name'] },
);

/** Fields that make bookings move, share an appointment, and merge. */
const ties = fc.record(
	{
		attendees: fc.array(person, { minLength: 1, maxLength: 3 }),
		responses: fc.constantFrom({}, null, undefined),
		startTime: fc.oneof({ weight: 3, arbitrary: plainDate }, anyDate),
		rescheduleUid: uid,
		rescheduledBy: email,
		seatsPerTimeSlot: fc.constantFrom<unknown>(null, 0, 5, -1, 'x'),
		attendeeSeatId: fc.oneof(fc.constantFrom('seat1', 'seat2'), anyValue),
		iCalSequence: fc.oneof(fc.nat({ max: 3 }), anyValue),
		requestReschedule: fc.boolean(),
	},
	{ requiredKeys: [] },
);

/** A Cal.com body about its own bookings. */
const whole = fc
	.tuple(fc.constantFrom(...fixtures), uid, anyDate, ties)
	.map(([body, id, createdAt, more]): unknown => {
		if (!('payload' in body)) return { ...body, uid: id, ...more };
		return { ...body, createdAt, payload: { ...(body['payload'] as Json), uid: id, ...more } };
	});

/** The same body with any value in one to four places. */
export const changed: fc.Arbitrary<unknown> = fc
	.tuple(
		whole,
		fc.array(fc.tuple(fc.nat(), fc.oneof({ weight: 60, arbitrary: anyValue }, deepValue)), {
			maxLength: 4,
		}),
	)
	.map(([body, changes]) =>
		changes.reduce<unknown>((current, [at, value]) => {
			const places = placesOf(body);
			return replaced(current, places[at % places.length] ?? [], value);
		}, body),
	);

const lengths = fc.constantFrom(1000, 20_001, 65_536, 400_000, 1_000_000);

/** A body of the maximum size, in one text, one list, or one object. */
export const large: fc.Arbitrary<unknown> = fc
	.tuple(
		whole,
		lengths,
		fc.constantFrom('x', 'é', '🎓', '\0', '"'),
		fc.nat({ max: 4 }),
		fc.constantFrom(...names),
	)
	.map(([body, length, letter, kind, name]) => {
		const size = Math.floor(length / 10);
		const value = [
			letter.repeat(Math.floor(length / 6)),
			Array.from({ length: size }, (_, i) => i),
			Object.fromEntries(
				Array.from({ length: size / 3 }, (_, i) => [`${letter}${i}`, { value: letter }]),
			),
			Array.from({ length: size / 10 }, (_, i) => ({ name: letter, email: `${i}@example.com` })),
			[letter.repeat(length / 20), letter.repeat(length / 20)],
		][kind];
		const payload = { ...((body as Json)['payload'] as Json), [name]: value };
		return { ...(body as Json), payload };
	});
