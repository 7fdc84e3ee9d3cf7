import { setTimeout as wait } from 'node:timers/promises';

import { sideBySide } from '../../nodes/core/n8n/sideBySide';

describe('items side by side', () => {
	it('run as many at a time as allowed, and give their results in the order of the items', async () => {
		let running = 0;
		let most = 0;
		const results = await sideBySide([5, 1, 4, 2, 3], 3, async (number, index) => {
			most = Math.max(most, ++running);
			await wait(number * 5);
			running -= 1;
			return [number, index];
		});
		expect(most).toBe(3);
		expect(results).toEqual([5, 1, 4, 2, 3].map((number, index) => [number, index]));
	});

	it('one after another, stop at the first that fails', async () => {
		const started: number[] = [];
		const all = sideBySide([1, 2, 3], 1, async (number) => {
			started.push(number);
			if (number === 2) throw new Error('No.');
		});
		await expect(all).rejects.toThrow('No.');
		expect(started).toEqual([1, 2]);
	});

	it('raise a failure only once everything that was started has ended', async () => {
		const ended: number[] = [];
		const all = sideBySide([1, 20, 3], 2, async (number) => {
			await wait(number);
			if (number === 1) throw new Error('No.');
			ended.push(number);
		});
		await expect(all).rejects.toThrow('No.');
		expect(ended).toEqual([20]);
	});
});
