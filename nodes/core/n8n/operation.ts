import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Db } from '../db/connection';
import type { MtlItem } from './item';
import type { Parameters } from './parameters';

/** What an operation gets for one item: besides these, the node's parameters. */
export interface OperationContext extends Parameters {
	db: Db;
	/** The item's JSON as it came in. */
	json: IDataObject;
	/** The booking event inside the item. Throws an `MtlError` (`input`) if there is none. */
	event(): MtlItem;
	/** "Map Automatically" (the fields come from the item) or "Define Below". */
	automatic: boolean;
	functions: IExecuteFunctions;
	/** Makes the node fail with this error after all items. */
	raiseLater(error: Error): void;
}

/** One operation of the node "MTL": what the editor shows, and what it does. */
export interface Operation {
	resource: 'lead' | 'booking' | 'activity' | 'event' | 'database';
	value: string;
	/** Title Case, for the list of operations. */
	name: string;
	/** Sentence case, for the list of actions. */
	action: string;
	description: string;
	/** Whether its fields can come from the item. */
	mapsAutomatically?: boolean;
	/** Whether it sets the outcome of a failed event itself; for the others, `keepFailure` does. */
	keepsFailures?: boolean;
	/**
	 * Whether an event that is not recorded yet goes out again while the database is away, its
	 * credential included, because n8n holds the only copy.
	 */
	passesOnUnrecorded?: boolean;
	/** Always shown. */
	fields?: INodeProperties[];
	/** Shown under "Define Below" only. */
	ownFields?: INodeProperties[];
	/**
	 * Works on one item. Returns its output; an empty list sends nothing out.
	 *
	 * @throws {MtlError} in words for people
	 */
	execute(context: OperationContext): Promise<IDataObject | IDataObject[]>;
}
