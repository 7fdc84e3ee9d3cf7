import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { sparingOne } from '../db/spareConnection';
import { isAway, MtlError } from '../domain/errors';
import { retryWhileAway } from '../services/retryWhileAway';
import { withDatabase } from './databaseCache';
import { errorOfAll, nodeErrorOf } from './errors';
import { eventFrom, type MtlItem } from './item';
import { keepFailure, letGo } from './keepFailure';
import type { Operation } from './operation';
import { type Parameters, parametersOf } from './parameters';
import { makeSearchable } from './searchable';
import { answerInTime } from './sendAnswer';
import { batchOf } from './sharing/batch';
import { unlessSlow } from './sharing/slowItem';
import { sideBySide } from './sideBySide';

/**
 * How many items of a step of a branch run at a time: as many as a credential allows connections by default. In
 * batches of 20, this gave 2.2 times the rate of one after another; more items or connections gained nothing
 * (`npm run bench -- --parts batches`).
 */
const width = 5;

/** An error that makes the node fail after all items, and its item. */
interface Raised {
	error: Error;
	index: number;
}

/**
 * The only loop over items. Every failure, credentials and connection included, belongs to an item: a node that
 * throws under "Continue (using error output)" would pass its input on as a success. A step of a branch keeps the
 * failure of its event itself (`keepFailure`), and the node fails after all items.
 *
 * The items of a step of a branch run side by side, because events are safe in any order. All others run one after
 * another, as in n8n's own nodes.
 */
export async function runOperations(
	functions: IExecuteFunctions,
	operations: readonly Operation[],
): Promise<INodeExecutionData[][]> {
	const raised: Raised[] = [];
	const items = functions.getInputData();
	const batch = batchOf(items.find(({ json }) => batchOf(json['answerTo']))?.json['answerTo']);
	const atOnce = items.length > 1 && isStep(functions, operations) ? width : 1;
	const output = await sideBySide(items, atOnce, async (item, index) => {
		const results = await resultsOf(functions, operations, item, index, raised);
		return results.map((json) => ({ json, pairedItem: { item: index } }));
	});
	if (batch && !functions.continueOnFail()) {
		batch.addFailures(errorsOf(raised));
		const ends = batch.isOver && (output.flat().length === 0 || isLastStep(functions));
		const failures = ends ? batch.takeFailures() : [];
		if (failures.length > 0) throw errorOfAll(failures);
		return [output.flat()];
	}
	if (raised.length === 0) return [output.flat()];
	if (!functions.continueOnFail()) {
		const failed = new Set(raised.map(({ index }) => index));
		await letGo(
			functions,
			items.filter((_, index) => !failed.has(index)),
		);
		throw errorOfAll(errorsOf(raised));
	}
	const failures = raised.map(({ error, index }) => ({
		json: failureOf(functions.getNode().name, error),
		pairedItem: { item: index },
	}));
	return [[...output.flat(), ...failures]];
}

function errorsOf(raised: readonly Raised[]): Error[] {
	return [...raised].sort((one, other) => one.index - other.index).map(({ error }) => error);
}

/** A node that fails sends nothing on to the steps after it. */
function isLastStep(functions: IExecuteFunctions): boolean {
	return functions.getChildNodes(functions.getNode().name).length === 0;
}

/** The output of one item. */
async function resultsOf(
	functions: IExecuteFunctions,
	operations: readonly Operation[],
	item: INodeExecutionData,
	index: number,
	raised: Raised[],
): Promise<IDataObject[]> {
	try {
		return [await runOne(functions, operations, item, index, raised)].flat();
	} catch (error) {
		if (functions.continueOnFail()) return [failureOf(functions.getNode().name, error)];
		if (!(error instanceof StepFailure)) throw nodeErrorOf(functions.getNode(), error, index);
		raised.push({ error: await keepFailure(functions, error.item, error.cause), index });
		return [];
	}
}

/** A step of a branch failed on an event. */
class StepFailure extends Error {
	constructor(
		readonly item: MtlItem,
		override readonly cause: unknown,
	) {
		super();
	}
}

async function runOne(
	functions: IExecuteFunctions,
	operations: readonly Operation[],
	item: INodeExecutionData,
	index: number,
	raised: Raised[],
): Promise<IDataObject | IDataObject[]> {
	const parameters = parametersOf((name) => functions.getNodeParameter(name, index, null));
	const { text } = parameters;
	const operation = operationOf(operations, text('resource'), text('operation'));
	const automatic = isAutomatic(operation, parameters);
	if (automatic) makeSearchable(functions, item.json);
	const context = {
		...parameters,
		json: item.json,
		event: () => eventFrom(item.json),
		automatic,
		functions,
		raiseLater: (error: Error) => raised.push({ error, index }),
	};
	const isOneOfMany = functions.getInputData().length > 1;
	const work = async () =>
		await withDatabase(functions, item.json, async (db) => {
			const execute = async () => await operation.execute({ ...context, db });
			return await (automatic && isOneOfMany ? sparingOne(db, execute) : execute());
		});
	if (operation.passesOnUnrecorded === true && item.json['unrecorded'])
		return await work().catch((error: unknown) => {
			if (isAway(error)) return item.json;
			throw error;
		});
	if (!automatic || operation.keepsFailures === true) return await work();
	const event = context.event();
	try {
		const working = answerInTime(functions, event, async () => await retryWhileAway(work));
		return await (batchOf(event.answerTo)?.isShared ? unlessSlow(working) : working);
	} catch (error) {
		throw functions.continueOnFail() ? error : new StepFailure(event, error);
	}
}

/** Whether the node is a step of a branch; if its parameters can't be read, its first item says why. */
function isStep(functions: IExecuteFunctions, operations: readonly Operation[]): boolean {
	try {
		const parameters = parametersOf((name) => functions.getNodeParameter(name, 0, null));
		const { text } = parameters;
		const operation = operationOf(operations, text('resource'), text('operation'));
		return isAutomatic(operation, parameters);
	} catch {
		return false;
	}
}

function isAutomatic({ mapsAutomatically }: Operation, { text }: Parameters): boolean {
	return mapsAutomatically === true && text('dataMode', 'autoMapInputData') === 'autoMapInputData';
}

function operationOf(
	operations: readonly Operation[],
	resource: string | null,
	value: string | null,
): Operation {
	const found = operations.find((one) => one.resource === resource && one.value === value);
	if (found) return found;
	throw new MtlError(
		'input',
		`The operation "${resource}: ${value}" does not exist.`,
		'Select one from the list.',
	);
}

/**
 * What the error output tells the next step. n8n sends an item there if its JSON has only `error`, `message` and
 * `details`, and adds the JSON that came in; with a property `error` in the item itself, it would drop the rest.
 */
function failureOf(step: string, error: unknown): IDataObject {
	const { message, hint, code } =
		error instanceof MtlError
			? error
			: new MtlError(
					'unexpected',
					error instanceof Error ? error.message : 'Something unexpected went wrong.',
				);
	return { error: message, details: { step, hint, code } };
}
