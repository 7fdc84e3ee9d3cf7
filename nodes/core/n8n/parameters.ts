import { MtlError } from '../domain/errors';
import { defaultParseSettings } from '../domain/parseSettings';
import { normaliseEmail } from '../domain/values/email';
import { toUtcIso } from '../domain/values/instant';
import { isRecord } from '../domain/values/text';
import { isTimeZone } from '../domain/values/timeZone';

/**
 * Reads parameters of a node for one item: the same for what a person typed, an expression returned or an agent
 * filled in. A field in a collection is named with its path, such as `filters.uid`.
 *
 * Every method throws an `MtlError` (`input`) with the field's label when it can't use the value.
 */
export interface Parameters {
	/** Trimmed; null when empty. `fallback` is for operations without this field. */
	text(name: string, fallback?: string): string | null;
	requiredText(name: string, label: string): string;
	/** A uid as Cal.com makes them: visible ASCII. */
	uid(name: string, label: string): string;
	flag(name: string, fallback: boolean): boolean;
	number(name: string, label: string, fallback: number): number;
	/** The ID of a row: a whole number greater than 0. */
	id(name: string, label: string): number;
	/** Null when empty or 0. */
	optionalId(name: string, label: string): number | null;
	/** Numbers with commas or spaces between them. */
	ids(name: string, label: string): number[];
	/** ISO 8601 in UTC, whatever the offset typed (none means UTC); null when empty. */
	time(name: string, label: string): string | null;
	/** IANA time zone; UTC when empty. */
	timeZone(name: string, label: string): string;
	/** Normalised; null when empty. */
	email(name: string, label: string): string | null;
	/** ISO 3166-1 alpha-2; the default country when empty. */
	country(name: string, label: string): string;
	option<T extends string>(name: string, values: readonly T[], label: string): T;
	/** Null when empty. */
	optionalOption<T extends string>(name: string, values: readonly T[], label: string): T | null;
	options<T extends string>(name: string, values: readonly T[], label: string): T[];
	/** The rows of a table that a person filled in. */
	rows(name: string): Array<Record<string, unknown>>;
	/** How many rows a "Get Many" returns at most. */
	limit(): number;
}

const everything = 1_000_000;

/** @param read the raw value of a parameter; undefined or null when it is not set */
export function parametersOf(read: (name: string) => unknown): Parameters {
	const text = (name: string, fallback = '') => String(read(name) ?? fallback).trim() || null;
	/** The value as `parse` returns it; null when the field is empty. */
	const parsed = <T>(name: string, parse: (typed: string) => T | null, fault: () => MtlError) => {
		const typed = text(name);
		const value = typed === null ? null : parse(typed);
		if (typed !== null && value === null) throw fault();
		return value;
	};
	const optionalOption = <T extends string>(name: string, values: readonly T[], label: string) =>
		parsed(
			name,
			(typed) => values.find((one) => one === typed) ?? null,
			() => notAnOption(label, values),
		);
	const optionalId = (name: string, label: string) =>
		Number(read(name) ?? 0) === 0 ? null : parsed(name, idOf, () => notAnId(label));
	const number = (name: string, label: string, fallback: number) =>
		parsed(name, numberOf, () => wrong(label, 'must be a number')) ?? fallback;
	return {
		text,
		requiredText(name, label) {
			const typed = text(name);
			if (typed !== null) return typed;
			throw wrong(label, 'must not be empty');
		},
		uid(name, label) {
			const uid = text(name);
			if (uid !== null && /^[!-~]{1,191}$/.test(uid)) return uid;
			throw wrong(
				label,
				'must not be empty or contain spaces',
				'Copy the UID from Cal.com or from bookings.external_booking_id.',
			);
		},
		flag: (name, fallback) => Boolean(read(name) ?? fallback),
		number,
		id(name, label) {
			const id = optionalId(name, label);
			if (id !== null) return id;
			throw notAnId(label);
		},
		optionalId,
		ids(name, label) {
			const ids = (text(name) ?? '').split(/[\s,;]+/).filter(Boolean);
			if (ids.every((id) => idOf(id) !== null)) return ids.map(Number);
			throw wrong(label, 'must contain only whole numbers', 'Write it like 12, 15, 20.');
		},
		time: (name, label) =>
			parsed(name, toUtcIso, () =>
				wrong(label, 'is not a valid date and time', 'Write it like 2026-11-25T10:00:00Z.'),
			),
		timeZone: (name, label) =>
			parsed(
				name,
				(typed) => (isTimeZone(typed) ? typed : null),
				() => wrong(label, 'is not a valid time zone', 'Write it like Europe/Amsterdam.'),
			) ?? 'UTC',
		email: (name, label) =>
			parsed(name, normaliseEmail, () =>
				wrong(label, 'is not a valid email address', 'Write it like name@example.com.'),
			),
		country: (name, label) =>
			parsed(name, countryOf, () =>
				wrong(label, 'must be a two-letter country code', 'Write it like NL.'),
			) ?? defaultParseSettings.defaultCountry,
		option(name, values, label) {
			const option = optionalOption(name, values, label);
			if (option !== null) return option;
			throw notAnOption(label, values);
		},
		optionalOption,
		options(name, values, label) {
			const chosen = [read(name) ?? []].flat();
			const known = values.filter((one) => chosen.includes(one));
			if (known.length === new Set(chosen).size) return known;
			throw notAnOption(label, values);
		},
		rows: (name) => [read(name) ?? []].flat().filter(isRecord),
		limit: () => (read('returnAll') ? everything : Math.max(1, number('limit', 'Limit', 50))),
	};
}

function numberOf(typed: string): number | null {
	return Number.isFinite(Number(typed)) ? Number(typed) : null;
}

function idOf(typed: string): number | null {
	return /^\d{1,15}$/.test(typed) && Number(typed) > 0 ? Number(typed) : null;
}

function countryOf(typed: string): string | null {
	return /^[a-z]{2}$/i.test(typed) ? typed.toUpperCase() : null;
}

function notAnId(label: string): MtlError {
	return wrong(
		label,
		'must be a whole number greater than 0',
		'Look up the ID in the table, or with Get Many.',
	);
}

function notAnOption(label: string, values: readonly string[]): MtlError {
	return wrong(label, `must be one of: ${values.join(', ')}`);
}

function wrong(label: string, rule: string, hint = ''): MtlError {
	return new MtlError('input', `The field "${label}" ${rule}.`, hint);
}
