import type { Fault } from '../run';
import { connectionsKilled, noConnectionFree } from './connections';
import { deadlocks, lockWaitTimeout } from './locks';
import { batchKilled, databaseKilled, databaseStopped, n8nKilled, sharedKilled } from './processes';
import { alwaysFails, failsThreeTimes } from './steps';
import { diskFull, readOnly, snapshotConflict } from './writes';

/** Every fault, in the order of the table. */
export const faults: readonly Fault[] = [
	databaseKilled,
	databaseStopped,
	n8nKilled,
	batchKilled,
	sharedKilled,
	failsThreeTimes,
	alwaysFails,
	readOnly,
	diskFull,
	connectionsKilled,
	lockWaitTimeout,
	deadlocks,
	snapshotConflict,
	noConnectionFree,
];
