import fc from 'fast-check';

import {
	type BookingPage,
	findBookings,
	listBookings,
	type Walk,
} from '../../../nodes/core/calcom/api/bookings';
import { CalComApi } from '../../../nodes/core/calcom/api/client';
import rows from '../../fixtures/calcomApi/bookings.json';
import refusals from '../../fixtures/calcomApi/refusals.json';
import {
	type Asked,
	type Scripted,
	scriptedServer,
	type ScriptedServer,
	success,
} from '../../support/scriptedServer';

interface Row {
	uid: string;
	start: string;
	updatedAt: string;
}

let server: ScriptedServer;
let script: (asked: Asked) => Scripted;
let api: CalComApi;
beforeAll(async () => {
	server = await scriptedServer((asked) => script(asked));
	api = new CalComApi(
		{ baseUrl: server.url, key: 'made-up' },
		{ now: () => 0, sleep: async () => {} },
	);
});
afterAll(async () => await server.stop());

const rowOf = (uid: number, minute: number): Row => {
	const time = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
	const row = {
		...rows.cloud.accepted,
		uid: `uid-${uid}`,
		start: time,
		end: time,
		updatedAt: time,
	};
	return row;
};

/** Answers like Cal.com: sorted, filtered with inclusive bounds, `take` at a time; totals are wrong. */
function pageOf(all: readonly Row[], { path }: Asked): Scripted {
	const { searchParams: query } = new URL(path, server.url);
	const by = query.has('sortStart') ? 'start' : 'updatedAt';
	const from = query.get('afterStart') ?? query.get('afterUpdatedAt') ?? '';
	const found = all
		.filter((row) => row[by] >= from && row[by] <= (query.get('beforeEnd') ?? '9'))
		.sort((a, b) => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : 0));
	const skip = Number(query.get('skip') ?? 0);
	const data = found.slice(skip, skip + Number(query.get('take')));
	return { json: { status: 'success', data, pagination: { totalItems: 1, hasNextPage: false } } };
}

async function uidsOf(walk: Walk): Promise<string[]> {
	const uids: string[] = [];
	await listBookings(api, walk, ({ bookings }) => {
		uids.push(...bookings.map(({ uid }) => uid));
	});
	return uids;
}

const byStart: Walk = {
	by: 'start',
	from: '2025-01-01T00:00:00.000Z',
	to: '2027-01-01T00:00:00.000Z',
};
const byChange: Walk = { by: 'change', from: '2025-01-01T00:00:00.000Z' };

describe('The list of bookings', () => {
	it('has each booking once, however many share a time', async () => {
		const minutes = fc.array(fc.nat({ max: 6 }), { minLength: 200, maxLength: 1600 });
		const property = fc.asyncProperty(
			minutes,
			fc.constantFrom(byStart, byChange),
			async (all, walk) => {
				const listed = all.map((minute, index) => rowOf(index, minute));
				script = (asked) => pageOf(listed, asked);
				const uids = await uidsOf(walk);
				expect(uids.sort()).toEqual(listed.map(({ uid }) => uid).sort());
			},
		);
		await fc.assert(property, { numRuns: 15 });
	}, 60_000);

	it('loses none that are there all the time while others change between two pages', async () => {
		const listed = Array.from({ length: 1200 }, (_, index) => rowOf(index, index));
		let pages = 0;
		script = (asked) => {
			const page = pageOf(listed, asked);
			// Each time, ten rows of the pages already read change, and move to the end.
			for (let row = 0; row < 10; row++) {
				const changed = listed[(pages * 200 + row) % 1000] as Row;
				changed.updatedAt = new Date(Date.UTC(2026, 5, 1, 0, pages)).toISOString();
			}
			pages += 1;
			return page;
		};
		expect(new Set(await uidsOf(byChange)).size).toBe(1200);
	});

	it('ends when a server repeats its page', async () => {
		const page = Array.from({ length: 250 }, (_, index) => rowOf(index, 0));
		script = () => success(page);
		await expect(uidsOf(byStart)).rejects.toThrow('repeats the same page');
	});

	it('counts rows that it cannot read', async () => {
		script = () => success([rowOf(1, 1), { uid: 'strange' }]);
		const pages: BookingPage[] = [];
		await listBookings(api, byStart, (page) => void pages.push(page));
		expect(pages).toMatchObject([{ bookings: [{ uid: 'uid-1' }], unreadable: 1 }]);
	});

	it('says that a server is too old that answers in the form of 2024-04-15', async () => {
		script = () => success({ bookings: [], recurringInfo: [], totalCount: 0, nextCursor: null });
		await expect(uidsOf(byStart)).rejects.toMatchObject({
			fault: 'foreign',
			hint: expect.stringContaining('too old'),
		});
	});
});

describe('One booking', () => {
	it('is found by its uid, all of a series by its own', async () => {
		script = () => success(rowOf(1, 1));
		expect(await findBookings(api, 'a/b')).toMatchObject([{ uid: 'uid-1' }]);
		expect(server.asked.at(-1)?.path).toBe('/v2/bookings/a%2Fb');
		script = () => success([rowOf(1, 1), rowOf(2, 2)]);
		expect(await findBookings(api, 'series')).toHaveLength(2);
	});

	it('is none where Cal.com does not know it', async () => {
		const { status, body } = refusals['envelope with details'];
		script = () => ({ status, json: body });
		expect(await findBookings(api, 'nope')).toEqual([]);
	});
});
