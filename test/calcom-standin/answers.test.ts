import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Dialect } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { differences } from '../support/shape';
import { accountCases } from './accountCases';
import { bookingCases, type Case } from './bookingCases';
import { cloudCases } from './cloudCases';

interface Recorded {
	status: number;
	headers?: Record<string, string>;
	body: unknown;
}

const recordedBy = (dialect: Dialect) =>
	JSON.parse(
		readFileSync(join(__dirname, `../fixtures/calcomApi/recorded/${dialect}.json`), 'utf8'),
	) as Record<string, Recorded>;

let school: TestSchool;
afterEach(() => school.stop());

/** Messages carry names and numbers of their own; what is left must be the same words. */
const wordsOf = (body: unknown) => {
	const { error, message } = body as { error?: { message?: string }; message?: string };
	return (error?.message ?? message ?? '').replace(
		/[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|uid=\w+|bookings\/\w{22}|\(\d+\)|: each.*|position.*/g,
		'…',
	);
};

function contract(dialect: Dialect, cases: Record<string, Case>) {
	const recorded = recordedBy(dialect);
	const both = Object.keys(cases).filter((name) => recorded[name]);
	it.each(both)('answers %s as recorded', async (name) => {
		school = await testSchool({ dialect });
		const { status, body, headers } = (await cases[name]?.(school)) as Recorded;
		const like = recorded[name] as Recorded;
		expect(status).toBe(like.status);
		expect(differences(body, like.body)).toEqual([]);
		if (status >= 400) expect(wordsOf(body)).toBe(wordsOf(like.body));
		const limits = (all: Record<string, string> = {}) =>
			Object.keys(all).filter((header) => header.startsWith('x-ratelimit'));
		if (dialect !== 'cloud') expect(limits(headers)).toEqual(limits(like.headers));
	});
}

const selfHosted = { ...bookingCases, ...accountCases };

describe('Cal.com of 2025', () => contract('selfHosted2025', selfHosted));
describe('Cal.diy of 2026', () => contract('calDiy2026', selfHosted));
describe("Cal.com's cloud", () => contract('cloud', cloudCases));
