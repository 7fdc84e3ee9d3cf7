import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import { parseDelivery, type ParseResult } from '../../nodes/core/calcom/parse/parseDelivery';

export type Json = Record<string, unknown>;

const folder = join(__dirname, '..', 'fixtures', 'calcom');

export const fixtureNames = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.map((name) => name.replace(/\.json$/, ''));

/** A fresh copy of a fixture, to be changed at will. */
export function fixture(name: string): Json {
	return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Json;
}

/** A fixture with other fields in its payload; undefined removes one. */
export function withPayload(name: string, changes: Json): Json {
	const body = fixture(name);
	const payload = { ...(body['payload'] as Json), ...changes };
	return JSON.parse(JSON.stringify({ ...body, payload })) as Json;
}

export const receivedAt = new Date('2026-12-01T12:00:00.000Z');

export function read(body: Json, settings = defaultParseSettings): ParseResult {
	return parseDelivery(body, settings, receivedAt);
}

/** The event of a body that must be readable. */
export function eventOf(body: Json): BookingEvent {
	const result = read(body);
	if (!result.ok) throw new Error(result.reason);
	return result.event;
}

export const keyOf = (body: Json): string => eventOf(body).event.key;

/** The refusal of a body that must not be readable. */
export function refusalOf(body: Json) {
	const result = read(body);
	if (result.ok) throw new Error('It was read.');
	return result;
}

/** An entry of `attendees`. */
export const person = (email: unknown, more: Json = {}): Json => ({ name: 'A B', email, ...more });

/** An entry of `responses`. */
export const answer = (value: unknown): Json => ({ label: 'x', value, isHidden: false });
