import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebhookContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import { keepSessions } from '../../nodes/MtlDesk/signInHook';
import { textsIn } from '../../nodes/MtlDesk/texts';
import { emptyReport } from '../../nodes/core/services/reconcile/report';
import { MtlDesk } from '../../nodes/runtime';
import { makeDatabase, onEachServer, type TestDatabase } from '../support/database';
import { additionalDataOf, workflowOf } from '../support/n8nCoreInstance';
import { asInExpress, asInN8n } from '../support/n8nCoreRequest';
import { exported } from '../support/workflowFiles';

/** Session → user, as n8n would know them. */
const users: Record<string, { id: string; email: string; role: string }> = {
	owner: { id: '1', email: 'owner@school.example', role: 'global:owner' },
	listed: { id: '2', email: 'Anna@School.example', role: 'global:member' },
	stranger: { id: '3', email: 'eve@school.example', role: 'global:admin' },
	/** Known to `validateCookieAuth`, but not let in, as without a second factor. */
	half: { id: '1', email: 'owner@school.example', role: 'global:owner' },
};

onEachServer((server) => {
	let database: TestDatabase;
	let n8n: Server;
	let credentials: Record<string, IDataObject>;
	let url: string;
	let checkStatus: number | null;
	let language: string;
	const started: unknown[] = [];
	/** What the node could see of each request. */
	const cookies: Array<string | undefined> = [];
	const visit = async (
		session: string | null,
		form?: Record<string, string>,
		more = {},
		query = 'page=events',
	) => {
		const cookie = session === null ? {} : { cookie: `a=b; n8n-auth=${session}; c=d` };
		const answer = await fetch(`${url}/webhooks/desk?${query}`, {
			redirect: 'manual',
			headers: { connection: 'close', ...cookie, ...(form && { origin: url }), ...more },
			...(form && { method: 'POST', body: new URLSearchParams(form) }),
		});
		const text = await answer.text();
		const title = /<h1><bdi>([^<]*)/.exec(text)?.[1] ?? null;
		const token = /name="token" value="([^"]+)/.exec(text)?.[1] ?? '';
		return { status: answer.status, title, token, headers: answer.headers, text };
	};

	beforeAll(async () => {
		database = await makeDatabase(server);
		await database.query(
			"INSERT INTO webhook_events (provider, event_type, status, dedupe_key, payload) VALUES ('cal.com', 'BOOKING_CREATED', 'failed', 'a key', '{}')",
		);
		const json = exported('desk.json');
		const [desk] = json.nodes.filter(({ type }) => type === 'n8n-nodes-mtl.mtlDesk');
		if (desk)
			desk.parameters = { ...desk.parameters, people: 'ben@school.example\nanna@school.example' };
		n8n = createServer((message, plain) => {
			if (message.url === '/rest/binary-data/') {
				const [, session = ''] = /^n8n-auth=(.*)$/.exec(message.headers.cookie ?? '') ?? [];
				const isGood = users[session] && session !== 'half';
				plain.writeHead(checkStatus ?? (isGood ? 400 : 401)).end();
				return;
			}
			// As n8n does before it calls a node that is not its own.
			const kept = message.headers.cookie?.replace(/n8n-auth=[^;]*; /, '');
			if (kept !== undefined) message.headers.cookie = kept;
			cookies.push(kept);
			void asInN8n(message, 1e6).then(async (request) => {
				const address = new URL(message.url ?? '', url);
				Object.assign(request, {
					originalUrl: message.url,
					query: Object.fromEntries(address.searchParams),
				});
				const instance = { json, credentials };
				if (desk) desk.parameters = { ...desk.parameters, language };
				const workflow = workflowOf(instance);
				const additionalData = {
					...additionalDataOf(instance),
					httpRequest: request as never,
					httpResponse: asInExpress(plain) as never,
					validateCookieAuth: async (session: string) => {
						const user = users[session];
						if (!user) throw new Error('Unauthorized');
						return { id: user.id, email: user.email, firstName: '', lastName: '' };
					},
				};
				const node = workflow.getNode('Desk') as never;
				const data = { webhookDescription: new MtlDesk().description.webhooks?.[1] } as never;
				const context = new WebhookContext(
					workflow,
					node,
					additionalData,
					'webhook',
					data,
					[],
					null,
				);
				const { workflowData } = await new MtlDesk().webhook.call(context as never);
				if (workflowData) started.push(workflowData);
			});
		});
		const served = { endpointWebhook: 'webhooks', restEndpoint: 'rest', isTls: false };
		const findOne = async ({ where }: { where?: { id: string } }) => {
			const user = Object.values(users).find(({ id }) => id === where?.id);
			return user ? { role: { slug: user.role } } : null;
		};
		keepSessions(n8n, served, { findOne: findOne as never });
		await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(n8n.address() as AddressInfo).port}`;
	});
	beforeEach(() => {
		checkStatus = null;
		language = 'en';
		started.length = 0;
		const { hostname, port, username, password, pathname } = new URL(database.url);
		const database_ = pathname.slice(1);
		const login = { user: username, password, database: database_, tls: 'off' };
		credentials = { mtlDatabaseApi: { host: hostname, port: Number(port), ...login } };
	});
	afterAll(async () => {
		n8n.closeAllConnections();
		await new Promise((resolve) => n8n.close(resolve));
		await database.drop();
	});

	it('opens for the owner and the people on the list, and shows the node no session', async () => {
		expect(await visit('owner')).toMatchObject({ status: 200, title: 'Events' });
		expect(await visit('listed')).toMatchObject({ status: 200, title: 'Events' });
		expect(cookies).toEqual(['a=b; c=d', 'a=b; c=d']);
	});

	it('speaks the language that is set on the node', async () => {
		language = 'nl';
		expect(await visit('owner')).toMatchObject({ status: 200, title: 'Meldingen' });
		expect(await visit('stranger')).toMatchObject({ title: 'U hebt geen toegang tot deze pagina' });
	});

	it('leaves no text untranslated on any page', async () => {
		const ids: number[] = [];
		for (const email of ['ada@school.example', 'bob@school.example']) {
			await database.query(
				"INSERT INTO leads (first_name, last_name, email, phone) VALUES ('Ada', 'Doe', ?, '+31612345678')",
				[email],
			);
			const [{ id } = {}] = await database.query('SELECT MAX(id) AS id FROM leads');
			ids.push(Number(id));
		}
		await database.query(
			`INSERT INTO bookings (lead_id, booking_type, scheduled_at, starts_on, booked_on, status, location, level_found, follow_up_at, webhook_payload)
				SELECT ?, 'trial', UTC_TIMESTAMP() - INTERVAL n DAY, UTC_DATE() - INTERVAL n DAY, UTC_DATE() - INTERVAL n DAY, status, 'Delft', 'B1', UTC_TIMESTAMP(), ?
				FROM (SELECT -1 AS n, 'scheduled' AS status UNION SELECT 1, 'scheduled' UNION SELECT 10, 'completed' UNION SELECT 11, 'no_show'
					UNION SELECT 12, 'cancelled') AS several`,
			[
				ids[0],
				JSON.stringify({
					payload: { attendees: [{ email: 'ada@school.example', timeZone: 'Asia/Tokyo' }] },
				}),
			],
		);
		const [{ id: booking } = {}] = await database.query('SELECT MAX(id) AS id FROM bookings');
		await database.query(
			`INSERT INTO webhook_events (provider, event_type, status, source, attempts)
				SELECT 'cal.com', 'BOOKING_CREATED', status, source, 1
				FROM (SELECT 'received' AS status, 'webhook' AS source UNION SELECT 'processed', 'webhook' UNION SELECT 'quarantined', 'replay'
					UNION SELECT 'ignored', 'reconcile') AS several`,
		);
		const kinds = Object.keys(textsIn.en).flatMap((name) => name.split('found_')[1] ?? []);
		const report = {
			...emptyReport('the account', new Date(), { from: '', to: '' }),
			found: Object.fromEntries(kinds.map((kind) => [kind, 1])),
		};
		await database.query('INSERT INTO mtl_calcom_accounts (account, report) VALUES (?, ?)', [
			'the account',
			JSON.stringify(report),
		]);
		const textsOf = async (query: string) => {
			const { text } = await visit('owner', undefined, {}, query);
			const said = [...text.matchAll(/ (?:aria-label|title|placeholder)="([^"]*)"/g)];
			const shown = text.replace(/<style>[^]*<\/style>/, '').split(/<[^>]*>/);
			return [...said.map(([, one = '']) => one), ...shown].map((one) =>
				one.replace(/\s+/g, ' ').trim(),
			);
		};
		/** Data, names, and words that are the same in both languages. */
		const theSame =
			/^(Ada( Doe)?|ada@.*|bob@.*|owner@.*|eve@.*|.*Delft|B1|Trial|UID|Status|Contact|BOOKING_CREATED.*|\d{3} \w+|.*\(Asia\/Tokyo\)|\(Europe\/Amsterdam\).*|Cal\.com|\(?the account\)?|Open|Type)$/;
		const pages = [
			'',
			'q=Ada',
			'said=saved',
			`page=booking&id=${String(booking)}&said=saved`,
			`page=person&id=${ids[0]}`,
			`page=merge&keep=${ids[0]}&other=${ids[1]}`,
			'page=events',
			'page=reports',
			'page=booking&id=999999',
			'page=reports&weeks=99',
		];
		for (const query of pages) {
			language = 'en';
			const english = new Set(await textsOf(query));
			language = 'nl';
			const dutch = await textsOf(query);
			expect(dutch.filter((one) => one !== '').length).toBeGreaterThan(3);
			const left = dutch.filter(
				(one) => /[a-z]{3}/i.test(one) && english.has(one) && !theSame.test(one),
			);
			expect([query, left]).toEqual([query, []]);
		}
	});

	it('stays closed for other users of this n8n', async () => {
		const title = 'You have no access to this page';
		expect(await visit('stranger')).toMatchObject({ status: 403, title, token: '' });
		expect(await visit('stranger', { action: 'retry', events: '1' })).toMatchObject({
			status: 403,
			title,
		});
	});

	it.each([null, 'unknown', 'half'])('sends the session %p to the sign-in', async (session) => {
		const { status, headers } = await visit(session);
		expect(status).toBe(302);
		const back = encodeURIComponent(`${url}/webhooks/desk?page=events`);
		expect(headers.get('location')).toBe(`/signin?redirect=${back}`);
		expect(await visit(session, { action: 'retry', events: '1' })).toMatchObject({
			status: 401,
			title: 'You are not signed in any more',
		});
	});

	it.each([200, 404, 500, 302])('lets no one in if n8n answers %i to the check', async (status) => {
		checkStatus = status;
		expect(await visit('owner')).toMatchObject({ status: 503, title: 'Signing in is not set up' });
	});

	it('applies a form only with a token of the same user, and then starts the workflow', async () => {
		const form = { action: 'retry', events: '1' };
		const { token } = await visit('listed');
		const title = 'This form was not accepted';
		const origin = 'https://elsewhere.example';
		for (const [session, sent, more] of [
			['listed', form, {}],
			['owner', { ...form, token }, {}],
			['listed', { ...form, token }, { origin }],
			['listed', { ...form, token }, { 'sec-fetch-site': 'same-site' }],
		] as const) {
			expect(await visit(session, sent, more)).toMatchObject({ status: 403, title });
		}
		expect(started).toEqual([]);
		const done = await visit('listed', { ...form, token });
		expect([done.status, done.headers.get('location')]).toEqual([
			303,
			'/webhooks/desk?page=events&said=retried',
		]);
		expect(started).toEqual([
			[[{ json: expect.objectContaining({ change: 'events-retried', ids: [1], due: 1 }) }]],
		]);
	});

	it.each([
		[{ action: 'unknown' }, 400],
		[{ action: 'assign', booking: '1e3', seen: 'x' }, 400],
		[{ action: 'assign', booking: '999', seen: 'x', teacher: '0' }, 404],
		[{ action: 'outcome', booking: '1', seen: 'x', outcome: 'won' }, 400],
		[{ action: 'outcome', booking: '1', seen: 'x', outcome: 'completed', followUp: 'x' }, 400],
		[{ action: 'note', booking: '1', seen: 'x', note: ' ' }, 400],
		[{ action: 'erase', person: '999', confirm: 'x' }, 404],
		[{ action: 'merge', keep: '1', seen: 'x' }, 400],
		[{ action: 'merge', keep: '998', other: '999', seen: 'x' }, 404],
	])('answers %j with a page', async (form, status) => {
		const { token } = await visit('owner');
		const answer = await visit('owner', { ...form, token });
		expect([answer.status, answer.title]).toEqual([status, expect.any(String)]);
		expect(started).toEqual([]);
	});

	it('merges two people after a look at both, and not if one was changed meanwhile', async () => {
		const odd = `</title><script>"'&\u202e`;
		for (const who of ['one', 'two'])
			await database.query(
				'INSERT INTO leads (first_name, last_name, email, phone) VALUES (?, ?, ?, ?)',
				[odd, odd, `${who}@kunde.example`, '+31612345678'],
			);
		const rows = await database.query('SELECT id FROM leads ORDER BY id');
		const [keep = '', other = ''] = rows.map(({ id }) => String(id));
		const person = await visit('owner', undefined, {}, `page=person&id=${keep}`);
		const link = `page=merge&amp;keep=${keep}&amp;other=${other}`;
		expect(person.text).toContain(link);
		const look = async () => {
			const page = await visit('owner', undefined, {}, `page=merge&keep=${keep}&other=${other}`);
			expect([page.status, page.title]).toEqual([200, 'Are these the same person?']);
			expect(page.text).not.toContain('<script');
			const seen = /name="seen" value="([^"]+)/.exec(page.text)?.[1] ?? '';
			return { action: 'merge', keep, other, seen, token: page.token };
		};
		const before = await look();
		await database.query("UPDATE leads SET phone = '+31600000000' WHERE id = ?", [other]);
		const changed = await visit('owner', before);
		expect([changed.status, changed.title]).toEqual([409, 'Someone else changed this meanwhile']);
		expect(changed.text).toContain(link);
		expect(started).toEqual([]);
		const done = await visit('owner', await look());
		expect([done.status, done.headers.get('location')]).toEqual([
			303,
			`/webhooks/desk?page=person&id=${keep}&said=merged`,
		]);
		const item = { change: 'people-merged', leadId: Number(keep), mergedId: Number(other) };
		expect(started).toEqual([[[{ json: expect.objectContaining(item) }]]]);
		const merged = await visit('owner', undefined, {}, `page=person&id=${other}&said=merged`);
		expect(merged.text).toContain('two@kunde.example');
		expect(merged.text).toContain('The two people are one now.');
		expect(await visit('owner', before)).toMatchObject({ status: 404 });
	});

	it('says so while the database is away, and writes nothing', async () => {
		const { token } = await visit('owner');
		credentials = { mtlDatabaseApi: { ...credentials['mtlDatabaseApi'], port: 1 } };
		const away = { status: 503, title: 'The database does not answer' };
		expect(await visit('owner')).toMatchObject(away);
		expect(await visit('owner', { action: 'retry', events: '1', token })).toMatchObject(away);
		expect(started).toEqual([]);
	});
});
