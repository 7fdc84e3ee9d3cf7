import type { IDataObject } from 'n8n-workflow';

import { fixture, read } from '../support/events';
import { below, type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const out = async (operation: string, parameters: object = {}, item: object = {}) =>
	await outOf(mtl.step(operation, parameters as IDataObject), item as IDataObject);
const ann = { email: ' Ann@Example.com ', firstName: 'Ann', phone: '0612345678' };

beforeAll(async () => {
	mtl = await startMtl();
});
afterAll(async () => await mtl.close());

describe('Lead: Create or Update', () => {
	it('takes the person from the event and passes the event on', async () => {
		const event = read(fixture('booking_created.basic'));
		const [first] = await out('lead.createOrUpdate', {}, { ...event, mine: 1 });
		expect(first).toMatchObject({
			...event,
			mine: 1,
			lead: { id: expect.any(Number), created: true },
		});
		const [again] = await out('lead.createOrUpdate', {}, event);
		expect(again?.['lead']).toEqual({ ...(first?.['lead'] as object), created: false });
		const [row] = await mtl.database.query('SELECT * FROM leads');
		expect(row).toMatchObject({
			email: event.attendee?.email,
			reference: 'level_check',
			source_detail: 'website_direct',
		});
	});

	it('takes the person from the fields under Define Below', async () => {
		const origin = { reference: 'open_day', sourceDetail: 'flyer' };
		const fields = below({ ...ann, notes: 'Called us' });
		const [{ lead } = {}] = await out('lead.createOrUpdate', { ...fields, ...origin });
		expect(lead).toMatchObject({ created: true });
		const [row] = await mtl.database.query("SELECT * FROM leads WHERE email = 'ann@example.com'");
		expect(row).toMatchObject({
			first_name: 'Ann',
			phone: '+31612345678',
			reference: 'open_day',
			source_detail: 'flyer',
			activity_notes: 'Booking notes: Called us',
		});
	});

	it('reads a phone number without a country code as a number in the default country', async () => {
		const bo = { email: 'bo@example.com', phone: '0470 12 34 56', defaultCountry: 'be' };
		await out('lead.createOrUpdate', below(bo));
		const [row] = await mtl.database.query(
			"SELECT phone FROM leads WHERE email = 'bo@example.com'",
		);
		expect(row).toEqual({ phone: '+32470123456' });
	});

	it('never erases a value with an empty field, and keeps the first source of the person', async () => {
		const fields = below({ ...ann, phone: '', lastName: 'Bell' });
		await out('lead.createOrUpdate', { ...fields, reference: 'other' });
		const [row] = await mtl.database.query("SELECT * FROM leads WHERE email = 'ann@example.com'");
		expect(row).toMatchObject({ last_name: 'Bell', phone: '+31612345678', reference: 'open_day' });
	});

	it.each([
		[{ ...ann, email: 'no address' }, 'The field "Email" is not a valid email address.'],
		[{ ...ann, defaultCountry: 'Belgium' }, 'must be a two-letter country code.'],
		[{ ...ann, email: '' }, 'The item does not name a person: "attendee.email" is empty.'],
	])('says which field is wrong', async (fields, message) => {
		await expect(out('lead.createOrUpdate', below(fields))).rejects.toThrow(message);
	});
});
