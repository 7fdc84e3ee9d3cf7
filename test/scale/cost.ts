import { readdirSync, readFileSync } from 'node:fs';

import type { QueueStage } from './queueStage';

/** Processor time so far, in milliseconds, by part of the whole. */
export type Cost = Record<string, number>;

/** Linux counts processor time in hundredths of a second, whatever its kernel's clock. */
const tickMs = 10;

/** What each part of the stage has taken so far. Only on Linux. */
export function costOf(stage: QueueStage): Cost {
	const cost: Cost = {};
	for (const { role, child } of stage.processes())
		if (child().isRunning()) cost[role] = (cost[role] ?? 0) + treeMs(child().pid);
	return {
		...cost,
		'our database': treeMs(stage.database.child.pid),
		PostgreSQL: treeMs(stage.postgres.child().pid),
		Redis: treeMs(stage.redis.child().pid),
	};
}

/** What was taken in between, for each of so many events. */
export function perEvent(before: Cost, after: Cost, events: number): Cost {
	return Object.fromEntries(
		Object.entries(after).map(([part, ms]) => [part, (ms - (before[part] ?? 0)) / events]),
	);
}

/** A process with those it has started, because PostgreSQL has one for each connection. */
function treeMs(pid: number): number {
	const children = readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			const fields = statOf(Number(name));
			return fields && Number(fields[1]) === pid ? [Number(name)] : [];
		});
	// User and system time, its own and that of children that have ended.
	const own = (statOf(pid) ?? []).slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
	return own * tickMs + children.reduce((sum, child) => sum + treeMs(child), 0);
}

/** The fields of `/proc/<pid>/stat` after the name, which may hold spaces; null if it has ended. */
function statOf(pid: number): string[] | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	} catch {
		return null;
	}
}
