import { Batch, batchOf } from '../../nodes/core/n8n/sharing/batch';
import { answer } from '../../nodes/core/services/answers';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('keeps nothing of a delivery that is answered: its request would stay in memory', async () => {
	const batch = new Batch('workflow');
	const respond = jest.fn();
	const joining = { eventId: 1, respond, answerBy: new Date(Date.now() + 14_000) };
	const names = [batch.join(joining), batch.join({ ...joining, eventId: 2 })];
	expect(batchOf(names[0])).toBe(batch);
	for (const name of names) batch.settle(name, answer('accepted', {}));
	await batch.over;
	expect(respond).toHaveBeenCalledTimes(2);
	expect(names.map(batchOf)).toEqual([undefined, undefined]);
	expect(jest.getTimerCount()).toBe(0);
});

it('answers in time, and forgets an event that no step settles', () => {
	const batch = new Batch('workflow');
	const respond = jest.fn();
	const name = batch.join({ eventId: 1, respond, answerBy: new Date(Date.now() + 14_000) });
	jest.advanceTimersByTime(14_000);
	expect(respond).toHaveBeenCalledTimes(1);
	expect(batchOf(name)).toBe(batch);
	jest.advanceTimersByTime(300_000);
	expect(respond).toHaveBeenCalledTimes(1);
	expect(batchOf(name)).toBeUndefined();
	expect(jest.getTimerCount()).toBe(0);
});
