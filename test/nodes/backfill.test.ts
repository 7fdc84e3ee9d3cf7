import type { IDataObject } from 'n8n-workflow';

import { emptyTables } from '../db/deliver';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

const day = 86_400_000;
const since = new Date(Date.now() - 300 * day).toISOString();
const until = new Date(Date.now()).toISOString();
const bookings = /^\/bookings\?/;

describe('Backfill of a period', () => {
	let mtl: Mtl;
	let calcom: TestSchool;
	let uids: string[];
	beforeAll(async () => {
		mtl = await startMtl();
		let ahead = 0;
		calcom = await testSchool({ dialect: 'cloud', clock: () => Date.now() + ahead });
		uids = [];
		// Read 90 days at a time: each of these is in another part.
		for (const days of [-230, -160, -60]) {
			ahead = (days - 2) * day;
			const start = Date.now() + days * day;
			const person = { name: 'Jo Doe', email: 'jo@family.example' };
			uids.push((await calcom.play.book({ type: calcom.types.plain, start, person })).booking.uid);
		}
		ahead = 0;
	});
	beforeEach(async () => {
		calcom.api.mischief.clear();
		await emptyTables(mtl.database.query);
		await mtl.database.query('DELETE FROM mtl_calcom_accounts');
	});
	afterAll(async () => {
		await calcom.stop();
		await mtl.close();
	});

	const run = async (more: IDataObject = {}) => {
		const step = mtl.step('event.backfill', { since, options: { until }, ...more });
		const mtlCalComApi = { apiKey: calcom.ina.key, baseUrl: calcom.url };
		const [out] = await outOf({ ...step, credentials: { ...step.credentials, mtlCalComApi } }, {});
		return out as IDataObject;
	};
	const interrupt = async () => {
		const trick = 'html502';
		calcom.api.mischief.add({ method: 'GET', path: bookings, trick, after: 2, times: 50 });
		await expect(run()).rejects.toThrow(/has a fault \(502\)/);
		calcom.api.mischief.clear();
	};

	it('that is done is read again, because something may be missing since', async () => {
		expect(await run()).toMatchObject({ read: 3, found: { missing: 3 } });
		expect(await run()).toMatchObject({ read: 3, found: {}, equal: 3 });
		await emptyTables(mtl.database.query);
		expect(await run({ onlyShow: true })).toMatchObject({ found: { missing: 3 } });
		expect(await run()).toMatchObject({ read: 3, found: { missing: 3 } });
	});

	it('continues after an interruption only where the same bookings count', async () => {
		await interrupt();
		expect(await run({ eventTypeIds: '999' })).toMatchObject({ read: 3 });
		await mtl.database.query('DELETE FROM mtl_calcom_accounts');
		await interrupt();
		expect(await run()).toMatchObject({ read: 1 });
	});

	it('reports rows that it can not read', async () => {
		const trick = { answer: { status: 200, body: { status: 'success', data: [{ id: 1 }] } } };
		calcom.api.mischief.add({ method: 'GET', path: bookings, trick });
		expect(await run()).toMatchObject({
			unresolved: { 'Cal.com shows a booking in a form that is unknown here.': 1 },
			examples: [{ uid: '' }],
		});
	});

	it('stops at more bookings than it can read, and does not take the rest as done', async () => {
		const { body } = await calcom.call('GET', `/bookings/${uids[0]}`);
		const data = Array.from({ length: 20_001 }, (_, index) => ({
			...body.data,
			uid: `of-others-${index}`,
			hosts: [{ ...body.data.hosts[0], email: 'other@other.example' }],
		}));
		const trick = { answer: { status: 200, body: { status: 'success', data } } };
		calcom.api.mischief.add({ method: 'GET', path: bookings, trick });
		expect(await run()).toMatchObject({ truncated: true, notOurs: 20_001, found: {} });
		expect(await run()).toMatchObject({ truncated: false, read: 3, found: { missing: 3 } });
	});
});
