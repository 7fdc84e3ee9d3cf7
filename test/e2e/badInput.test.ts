import { sign } from '../../nodes/core/calcom/signature';
import { variant } from '../support/events';
import { database, post, theInstance } from '../support/n8nApi';

type Json = Record<string, unknown>;

const at = '2026-11-07T08:00:00.000Z';
const booked = (payload: Json) => variant('booking_created.basic', at, payload);
const person = (name: string, email: string) => ({
	attendees: [{ name, email, timeZone: 'Europe/Amsterdam', language: { locale: 'nl' } }],
	responses: { name: { value: name }, email: { value: email } },
});

describe('Bad input gets a clear answer, and nothing is lost', () => {
	let db: Awaited<ReturnType<typeof database>>;
	beforeAll(async () => {
		db = await database();
	});
	afterAll(async () => await db.end());

	const newest = async () =>
		(await db.rows('SELECT * FROM webhook_events ORDER BY id DESC LIMIT 1'))[0];

	it.each<[string, string, RegExp]>([
		['no body', '', /empty|no body/i],
		['false, as a broken payload template makes it', 'false', /template/i],
		['an array', '[1,2]', /list|array/i],
		['a missing uid', JSON.stringify(booked({ uid: undefined })), /uid/],
		['a missing e-mail', JSON.stringify(booked({ attendees: [], responses: {} })), /e-?mail/i],
		['a start time that is not a time', JSON.stringify(booked({ startTime: 'soon' })), /startTime/],
		['text that is not JSON, said to be a form', 'uid=1&when=now', /JSON/],
		['text that is not JSON, said to be JSON', '{oops', /JSON/],
	])('%s: 422 with a sentence, kept as failed', async (_name, body, reason) => {
		const { webhookUrl, secret } = theInstance();
		const type = body.startsWith('uid=') ? 'application/x-www-form-urlencoded' : 'application/json';
		const answer = await fetch(webhookUrl, {
			method: 'POST',
			headers: { 'Content-Type': type, 'X-Cal-Signature-256': sign(body, secret) },
			body,
		});
		const json = (await answer.json()) as Json;
		expect({ status: answer.status, json }).toMatchObject({
			status: 422,
			json: { status: 'failed' },
		});
		expect(json['reason']).toMatch(reason);
		// Not the newest: the same unreadable body, sent again, is the same event.
		expect(
			await db.rows('SELECT status, error_message FROM webhook_events WHERE id = ?', [
				json['event'],
			]),
		).toEqual([{ status: 'failed', error_message: json['reason'] }]);
	});

	it('refuses more than 1 MiB with 413, unread and unrecorded', async () => {
		const before = await newest();
		const body = JSON.stringify(booked({ uid: 'big', additionalNotes: 'x'.repeat(1024 * 1024) }));
		expect(await post(body)).toMatchObject({
			status: 413,
			body: { status: 'rejected', reason: 'too-large' },
		});
		expect(await newest()).toEqual(before);
	});

	it.each<[string, string, string]>([
		['a name of 500 characters', `Long ${'n'.repeat(494)}`, 'long@example.com'],
		['emoji', 'Zoë 🦊🎓', 'fox@example.com'],
		['right-to-left', 'محمد عبد الله', 'rtl@example.com'],
		["O'Brien", "Pat O'Brien", "o'brien@example.com"],
		['an e-mail in capitals', 'Cap Itals', 'CAPITALS@EXAMPLE.COM'],
		['SQL', "Robert'); DROP TABLE leads;--", "x'or'1'='1@example.com"],
	])('%s is stored unchanged', async (name, fullName, email) => {
		const uid = `odd-${name.replace(/\W/g, '')}`;
		const answer = await post(booked({ uid, ...person(fullName, email) }));
		expect(answer).toMatchObject({ status: 200, body: { status: 'processed' } });
		const [lead] = await db.rows('SELECT * FROM leads WHERE id IN (?)', [answer.body['leads']]);
		expect(`${String(lead?.['first_name'])} ${String(lead?.['last_name'])}`).toBe(fullName);
		expect(lead?.['email']).toBe(email.toLowerCase());
	});
});
