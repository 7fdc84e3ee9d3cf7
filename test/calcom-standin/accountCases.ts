import type { Case } from './bookingCases';

const url = 'https://n8n.school.example/webhook/x';
const hook = { active: true, subscriberUrl: url, triggers: ['BOOKING_CREATED'] };
const secret = 'made-up';
const lea = { name: 'Lea Bye', email: 'lea@family.example' };

const made: Case = ({ call }) => call('POST', '/webhooks', { body: { ...hook, secret } });
const idOf = ({ body }: Awaited<ReturnType<Case>>) => (body as { data: { id: string } }).data.id;

/** Accounts, lists, webhooks and refusals, as in the recordings of the self-hosted servers. */
export const accountCases: Record<string, Case> = {
	me: ({ call }) => call('GET', '/me'),
	teams: ({ call }) => call('GET', '/teams'),
	'team-memberships': ({ call, team }) => call('GET', `/teams/${team?.id ?? 1}/memberships`),
	'team-event-types-list': ({ call, team }) => call('GET', `/teams/${team?.id ?? 1}/event-types`),
	'event-types-list': ({ call }) => call('GET', '/event-types', { version: '2024-06-14' }),
	'event-types-list-by-username': ({ call }) =>
		call('GET', '/event-types?username=ina', { version: '2024-06-14' }),
	'bookings-list-take-3-skip-3': async ({ call, play, types, on }) => {
		for (let day = 1; day <= 7; day++)
			await play.book({ type: types.plain, start: on(day), person: lea });
		return call('GET', '/bookings?take=3&skip=3');
	},
	'bookings-list-take-3-skip-1000': async ({ call, play, types, on }) => {
		for (let day = 1; day <= 4; day++)
			await play.book({ type: types.plain, start: on(day), person: lea });
		return call('GET', '/bookings?take=3&skip=1000');
	},
	'bookings-list-as-stranger-empty': ({ call }) => call('GET', '/bookings', { as: 'uwe' }),
	'bookings-list-take-abc': ({ call }) => call('GET', '/bookings?take=abc'),
	'bookings-list-status-accepted': ({ call }) => call('GET', '/bookings?status=accepted'),
	'webhook-create': made,
	'webhook-create-event-type': ({ call, types }) =>
		call('POST', `/event-types/${types.plain.id}/webhooks`, { body: { ...hook, secret } }),
	'webhook-get': async (school) => school.call('GET', `/webhooks/${idOf(await made(school))}`),
	'webhook-create-duplicate': async (school) => {
		await made(school);
		return made(school);
	},
	'webhook-patch-url-of-another': async (school) => {
		await made(school);
		const other = await school.call('POST', '/webhooks', {
			body: { ...hook, subscriberUrl: `${url}2` },
		});
		return school.call('PATCH', `/webhooks/${idOf(other)}`, { body: { subscriberUrl: url } });
	},
	'webhook-create-unknown-trigger': ({ call }) =>
		call('POST', '/webhooks', {
			body: { ...hook, triggers: ['BOOKING_CREATED', 'BOOKING_NONSENSE'] },
		}),
	'webhook-create-version-new': ({ call }) =>
		call('POST', '/webhooks', { body: { ...hook, version: '2026-07-27' } }),
	'webhook-delete': async (school) => {
		const id = idOf(await school.call('POST', '/webhooks', { body: hook }));
		return school.call('DELETE', `/webhooks/${id}`);
	},
	'webhook-delete-again': async (school) => {
		const id = idOf(await made(school));
		await school.call('DELETE', `/webhooks/${id}`);
		return school.call('DELETE', `/webhooks/${id}`);
	},
	'webhook-delete-foreign': async (school) =>
		school.call('DELETE', `/webhooks/${idOf(await made(school))}`, { as: 'uwe' }),
	'error-429': async ({ call }) => {
		for (let count = 0; count < 120; count++) await call('GET', '/me');
		return call('GET', '/me');
	},
	'error-no-key': ({ call }) => call('GET', '/me', { as: null }),
	'error-wrong-key': ({ call }) => call('GET', '/me', { as: 'Bearer cal_wrong' }),
	'error-expired-key': ({ call, ina }) => {
		ina.keyExpires = '2026-01-01';
		return call('GET', '/me');
	},
	'error-key-basic': ({ call }) => call('GET', '/me', { as: 'Basic abc' }),
	'error-route': ({ call }) => call('GET', '/nonsense'),
	'error-json': ({ call }) => call('POST', '/webhooks', { raw: '{"active":' }),
	'extra-list-no-key': ({ call }) => call('GET', '/bookings', { as: null }),
};
