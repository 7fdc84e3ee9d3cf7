import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { isAway, MtlError } from '../domain/errors';
import { retryWhileAway } from '../services/retryWhileAway';
import { withDatabase } from './databaseCache';
import { needsPerson, nodeErrorOf } from './errors';
import { eventFrom, type MtlItem } from './item';
import { keepFailure, letGo } from './keepFailure';
import type { Operation } from './operation';
import { parametersOf } from './parameters';
import { makeSearchable } from './searchable';
import { answerInTime } from './sendAnswer';

/** An error that an operation raises after all items, and its item. */
interface Raised {
	error: Error;
	index: number;
}

/**
 * The only loop over items. Every failure, credentials and connection included, belongs to an item: a node that
 * throws under "Continue (using error output)" would pass its input on as a success. A step of a branch keeps the
 * failure of its event itself (`keepFailure`), and the node fails after all items.
 */
export async function runOperations(
	functions: IExecuteFunctions,
	operations: readonly Operation[],
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	const raised: Raised[] = [];
	const items = functions.getInputData();
	for (const [index, item] of items.entries()) {
		try {
			const result = await runOne(functions, operations, item, index, raised);
			for (const json of [result].flat()) output.push({ json, pairedItem: { item: index } });
		} catch (error) {
			if (functions.continueOnFail()) {
				const json = failureOf(functions.getNode().name, error);
				output.push({ json, pairedItem: { item: index } });
			} else {
				if (!(error instanceof StepFailure)) throw nodeErrorOf(functions.getNode(), error, index);
				raised.push({ error: await keepFailure(functions, error.item, error.cause), index });
			}
		}
	}
	const [first] = [...raised.filter(({ error }) => needsPerson(error)), ...raised];
	if (first && !functions.continueOnFail()) {
		const failed = new Set(raised.map(({ index }) => index));
		await letGo(
			functions,
			items.filter((_, index) => !failed.has(index)),
		);
		throw first.error;
	}
	for (const { error, index } of raised) {
		const json = failureOf(functions.getNode().name, error);
		output.push({ json, pairedItem: { item: index } });
	}
	return [output];
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
	const automatic =
		operation.mapsAutomatically === true &&
		text('dataMode', 'autoMapInputData') === 'autoMapInputData';
	if (automatic) makeSearchable(functions, item.json);
	const context = {
		...parameters,
		json: item.json,
		event: () => eventFrom(item.json),
		automatic,
		functions,
		raiseLater: (error: Error) => raised.push({ error, index }),
	};
	const work = async () =>
		await withDatabase(functions, item.json, async (db) => operation.execute({ ...context, db }));
	if (operation.passesOnUnrecorded === true && item.json['unrecorded'])
		return await work().catch((error: unknown) => {
			if (isAway(error)) return item.json;
			throw error;
		});
	if (!automatic || operation.keepsFailures === true) return await work();
	const event = context.event();
	try {
		return await answerInTime(functions, event, async () => await retryWhileAway(work));
	} catch (error) {
		throw functions.continueOnFail() ? error : new StepFailure(event, error);
	}
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
