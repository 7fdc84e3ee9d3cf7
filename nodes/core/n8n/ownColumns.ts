import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { listOwnColumns } from '../services/answerColumns';
import { databaseOf } from './database';
import { nodeErrorOf } from './errors';

/** The columns that answers can go to, for the list in the panel. */
export async function getOwnColumns(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	try {
		const columns = await listOwnColumns(await databaseOf(this));
		return columns.map(({ table, column, type }) => ({
			name: `${table}.${column} (${type})`,
			value: `${table}.${column}`,
		}));
	} catch (error) {
		throw nodeErrorOf(this.getNode(), error);
	}
}
