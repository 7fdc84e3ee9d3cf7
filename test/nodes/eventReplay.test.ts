import type { IDataObject } from 'n8n-workflow';

import { type Mtl, outOf, startMtl } from '../support/n8nCoreNode';

let mtl: Mtl;
const replay = async (parameters: IDataObject = {}) => {
	const [out = {}] = await outOf(mtl.step('event.replay', parameters));
	return { ...out, ids: (out['events'] as IDataObject[]).map(({ id }) => id) };
};

beforeAll(async () => {
	mtl = await startMtl();
	for (const [id, status] of ['failed', 'quarantined', 'processed'].entries()) {
		await mtl.database.query(
			`INSERT INTO webhook_events (id, provider, event_type, status, payload, dedupe_key, created_at, updated_at)
			VALUES (?, 'cal.com', 'BOOKING_CREATED', ?, '{}', UUID(), '2026-01-01 12:00:00', '2026-01-01 12:00:00')`,
			[id + 1, status],
		);
	}
});
afterAll(async () => await mtl.close());

describe('Event: Replay', () => {
	it('previews what would run again', async () => {
		expect(await replay({ onlyShow: true })).toMatchObject({ due: 0, count: 2 });
		const due = 'SELECT id FROM webhook_events WHERE next_attempt_at IS NOT NULL';
		expect(await mtl.database.query(due)).toEqual([]);
	});

	it("treats the time as UTC unless it has an offset, whatever the server's time zone", async () => {
		const count = async (since: string) => (await replay({ onlyShow: true, since })).ids.length;
		expect(await count('2026-01-01T12:00:00')).toBe(2);
		expect(await count('2026-01-01T12:00:01')).toBe(0);
		expect(await count('2026-01-01T14:00:00+02:00')).toBe(2);
	});

	it('makes the selected events due', async () => {
		expect(await replay({ eventIds: ' 1, 3 ' })).toMatchObject({ due: 2, count: 2 });
	});

	it.each([
		[{ eventIds: '1, two' }, 'The field "Event IDs" must contain only whole numbers.'],
		[{ since: 'last week' }, 'The field "Received After" is not a valid date and time.'],
	])('says what is wrong with %j', async (parameters, message) => {
		await expect(replay(parameters)).rejects.toThrow(message);
	});
});
