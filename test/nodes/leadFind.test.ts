import type { IDataObject } from 'n8n-workflow';

import { below, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject));
const ann = { email: ' Ann@Example.com ', firstName: 'Ann', phone: '0612345678' };

beforeAll(async () => {
	mtl = await startMtl();
	await out('lead.createOrUpdate', below(ann));
});
afterAll(async () => await mtl.close());

describe('Lead: Get', () => {
	it('finds a lead by e-mail however it is written, or by ID', async () => {
		const [byEmail] = await out('lead.get', { email: 'ANN@example.COM' });
		expect(byEmail).toMatchObject({ email: 'ann@example.com', first_name: 'Ann' });
		const [byId] = await out('lead.get', { leadId: byEmail?.['id'] });
		expect(byId).toEqual(byEmail);
	});

	it('gives times as ISO 8601 in UTC', async () => {
		const [lead] = await out('lead.get', { email: 'ann@example.com' });
		expect(lead?.['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	});

	it.each([
		[{ email: 'nobody@example.com' }, 'The lead was not found.'],
		[{ leadId: 999_999 }, 'The lead was not found.'],
		[{}, 'The field "Lead ID" must be a whole number greater than 0.'],
		[{ email: 'typing error', leadId: 1 }, 'The field "Email" is not a valid email address.'],
	])('says what is wrong with %j', async (parameters, message) => {
		await expect(out('lead.get', parameters)).rejects.toThrow(message);
	});
});

describe('Lead: Get Booking Link', () => {
	const bookingPage = 'https://cal.com/my-school/level-check?duration=30';

	it('adds the token of the lead to the address of the page', async () => {
		const [link] = await out('lead.getBookingLink', { email: 'Ann@example.com', bookingPage });
		expect(new URL(String(link?.['url'])).searchParams.get('metadata[lead]')).toBe(link?.['token']);
		const [byId] = await out('lead.getBookingLink', { leadId: link?.['leadId'], bookingPage });
		expect(byId).toEqual(link);
	});

	it.each([
		[{ email: 'nobody@example.com', bookingPage }, 'The lead was not found, or was erased.'],
		[{ email: 'ann@example.com', bookingPage: 'cal.com/x' }, 'is not a web address.'],
		[{ email: 'ann@example.com', bookingPage: 'javascript:alert(1)' }, 'is not a web address.'],
		[{ email: 'ann@example.com' }, 'Parameter "Booking Page" is required.'],
	])('says what is wrong with %j', async (parameters, message) => {
		await expect(out('lead.getBookingLink', parameters)).rejects.toThrow(message);
	});
});

describe('Lead: Get Many', () => {
	const emails = async (parameters: object) =>
		(await out('lead.getAll', parameters)).map(({ email }) => email);

	beforeAll(async () => {
		await mtl.database.query('DELETE FROM leads');
		for (const name of ['Cas', 'Bo', 'Al_x']) {
			const reference = name === 'Bo' ? 'consultation' : 'level_check';
			const fields = { ...ann, email: `${name}@example.com`, firstName: name };
			await out('lead.createOrUpdate', { ...below(fields), reference });
		}
	});

	it('returns the newest first, up to the limit', async () => {
		expect(await emails({})).toEqual(['al_x@example.com', 'bo@example.com', 'cas@example.com']);
		expect(await emails({ limit: 2 })).toHaveLength(2);
		expect(await emails({ limit: 1, returnAll: true })).toHaveLength(3);
	});

	it('searches names, addresses and numbers, and takes wildcards literally', async () => {
		expect(await emails({ filters: { search: 'cas' } })).toEqual(['cas@example.com']);
		expect(await emails({ filters: { search: 'l_x' } })).toEqual(['al_x@example.com']);
		expect(await emails({ filters: { search: '%' } })).toEqual([]);
		expect(await emails({ filters: { search: '61234' } })).toHaveLength(3);
	});

	it('filters by reference', async () => {
		expect(await emails({ filters: { reference: 'consultation' } })).toEqual(['bo@example.com']);
	});
});
