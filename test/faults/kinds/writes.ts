import { setTimeout as wait } from 'node:timers/promises';

import { accept, refuse } from '../refusal';
import type { Fault } from '../run';

const lastsMs = 20_000;

export const readOnly: Fault = {
	name: 'database read-only for 20 s (error 1290)',
	async strike({ rows }) {
		await rows('SET GLOBAL read_only = ON');
		await wait(lastsMs);
		await rows('SET GLOBAL read_only = OFF');
		return 'no change was taken for 20 s';
	},
};

/** An error that the database gives to some of the writes, for 20 s. */
function sometimes(name: string, errno: number): Fault {
	return {
		name,
		async strike(stage) {
			await refuse(stage, { table: 'booking_history', when: 'RAND() < 0.3', errno });
			await wait(lastsMs);
			return `${await accept(stage)} writes refused`;
		},
	};
}

export const diskFull = sometimes('disk full at every third write (error 1021)', 1021);
export const snapshotConflict = sometimes('snapshot conflicts (error 1020)', 1020);
