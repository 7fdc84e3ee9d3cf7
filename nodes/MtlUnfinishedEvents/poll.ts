import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { Db } from '../core/db/connection';
import { isAway } from '../core/domain/errors';
import { databaseOf } from '../core/n8n/database';
import { nodeErrorOf, wordsOf } from '../core/n8n/errors';
import { noteSettings } from '../core/n8n/workflowSettings';
import { processOwner } from '../core/n8n/processOwner';
import { takeFailures } from '../core/n8n/sharing/batch';
import { recordRefused } from '../core/services/recordReceived';
import { retryMended } from '../core/services/retryMended';
import { claimUnfinished } from '../core/services/retryEvents';
import { type SampleName, sampleEvent } from './samples';
import { emitEvents, outputsOf, quarantinedError, sharesOf } from './emit';

/** How long one poll keeps claiming events: almost until the next poll, a minute later. */
const goOnMs = 58_000;

/**
 * Starts executions for the events that are due: events that were never started share some, each of
 * the others has its own (`sharesOf`). When run manually in the editor, starts a sample or claims one
 * event.
 *
 * n8n waits for a poll when it publishes a workflow, and does not publish when the poll throws; so
 * a database outage must not throw, and a backlog is processed after the poll has returned.
 */
export async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const limit = this.getNodeParameter('limit', 50) as number;
	try {
		if (this.getMode() === 'manual') return await runByHand(this);
		noteSettings(this, new Date());
		for (const error of takeFailures(this.getWorkflow().id ?? '')) this.__emitError(error as never);
		const db = await databaseOf(this);
		await recordRefused(db);
		await retryMended(db);
		void workOff(this, db, limit, await startBatch(this, db, limit));
	} catch (error) {
		throwUnlessAway(this, error);
	}
	return null;
}

/** A sample, or the next event that is due. */
async function runByHand(functions: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const chosen = functions.getNodeParameter('manualRun', 'next') as SampleName | 'next';
	if (chosen !== 'next') return outputsOf(sampleEvent(chosen));
	return await takeOne(functions, await databaseOf(functions));
}

async function takeOne(functions: IPollFunctions, db: Db): Promise<INodeExecutionData[][] | null> {
	const { events, quarantined } = await claimUnfinished(db, 1, new Date(), processOwner(functions));
	if (quarantined[0]) throw quarantinedError(functions, quarantined[0]);
	return events[0] ? outputsOf(events[0]) : null;
}

interface Batch {
	/** More events may be due. */
	full: boolean;
	/** Whether every execution succeeded. */
	endedWell: Promise<boolean>;
}

async function startBatch(functions: IPollFunctions, db: Db, limit: number): Promise<Batch> {
	const { events, quarantined } = await claimUnfinished(
		db,
		limit,
		new Date(),
		processOwner(functions),
	);
	for (const one of quarantined) functions.__emitError(quarantinedError(functions, one));
	const runs = sharesOf(events).map(async (shared) => await emitEvents(functions, db, shared));
	const endedWell = Promise.all(runs).then((ended) => ended.every(Boolean));
	return { full: events.length + quarantined.length >= limit, endedWell };
}

/** Runs batch after batch while all succeed; after a failure, the rest is better retried later. */
async function workOff(
	functions: IPollFunctions,
	db: Db,
	limit: number,
	first: Batch,
): Promise<void> {
	const end = Date.now() + goOnMs;
	try {
		let batch = first;
		while (batch.full && (await batch.endedWell) && Date.now() < end)
			batch = await startBatch(functions, db, limit);
	} catch (error) {
		functions.logger.warn(`Unfinished events wait for the next minute. ${wordsOf(error)}`);
	}
}

/** An unreachable database is only logged: the rows are still there in the next minute. */
function throwUnlessAway(functions: IPollFunctions, error: unknown): void {
	if (!isAway(error) || functions.getMode() === 'manual')
		throw nodeErrorOf(functions.getNode(), error);
	functions.logger.warn(`Unfinished events wait for the next minute. ${wordsOf(error)}`);
}
