import { type CalComOptions, startCalCom } from './index';

const start = Date.parse('2026-11-25T18:00:00Z');
const day = 86_400_000;

/** A school with everything that the recordings have, and a client. */
export async function testSchool(options: Partial<CalComOptions> & Pick<CalComOptions, 'dialect'>) {
	let now = start;
	const bodies: string[] = [];
	const deliver = ({ raw }: { raw: string }) => bodies.push(raw);
	const calcom = await startCalCom({ clock: () => now, deliver, ...options });
	const { school } = calcom;
	const ina = school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
	const tom = school.addUser({ name: 'Tom Albers', email: 'tom@school.example' });
	const uwe = school.addUser({ name: 'Uwe Fremd', email: 'uwe@other.example' });
	const ownerId = ina.id;
	const cloud = options.dialect === 'cloud';
	const questions = cloud ? {} : { language_level: 'Level' };
	const recurrence = { frequency: 2, interval: 1, occurrences: cloud ? 2 : 3 };
	const hostIds = [ina.id, tom.id];
	const team = school.facts.teams
		? school.addTeam({ name: 'Teachers', members: [ina, tom] })
		: null;
	const types = {
		plain: school.addEventType({ title: 'Placement check', ownerId, questions }),
		confirmed: school.addEventType({ title: 'Consultation', ownerId, requiresConfirmation: true }),
		seats: school.addEventType({ title: 'Trial class', ownerId, seats: 5 }),
		shown: school.addEventType({ title: 'Quick class', ownerId, seats: 5, showAttendeeInfo: true }),
		weekly: school.addEventType({ title: 'Weekly course', ownerId, recurrence }),
		robin: school.addEventType({ title: 'Any teacher', teamId: team?.id ?? 0, hostIds }),
	};
	const keys = { ina: ina.key, tom: tom.key, uwe: uwe.key };

	/** One request; `as` is whose key goes along, or a whole `Authorization` header. */
	async function call(
		method: string,
		path: string,
		{ as = 'ina', body, raw, version = '2024-08-13' }: Call = {},
	) {
		const authorization = as === null ? {} : { authorization: headerOf(keys, as) };
		const response = await fetch(`${calcom.url}/v2${path}`, {
			method,
			headers: {
				...authorization,
				'content-type': 'application/json',
				...(version !== null && { 'cal-api-version': version }),
			},
			...((body ?? raw) && { body: raw ?? JSON.stringify(body) }),
		});
		const text = await response.text();
		const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
		return { status: response.status, headers: Object.fromEntries(response.headers), body: json };
	}

	return {
		...calcom,
		bodies,
		ina,
		tom,
		uwe,
		team,
		types,
		call,
		/** Another time on some later day. */
		on: (days: number) => start + days * day,
		pass: (ms: number) => void (now += ms),
		now: () => now,
	};
}

export interface Call {
	as?: string | null;
	body?: object;
	raw?: string;
	version?: string | null;
}

function headerOf(keys: Record<string, string>, as: string): string {
	return keys[as] ? `Bearer ${keys[as]}` : as;
}

export type TestSchool = Awaited<ReturnType<typeof testSchool>>;
