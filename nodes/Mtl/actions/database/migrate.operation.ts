import type { Operation } from '../../../core/n8n/operation';
import { migrateDatabase as migrate } from '../../../core/services/migrateDatabase';
import { schoolTimeZone } from '../../fields';

export const migrateDatabase: Operation = {
	resource: 'database',
	value: 'migrate',
	name: 'Migrate',
	action: 'Migrate the database',
	description: 'Add missing tables, columns and indexes; never drops or rewrites anything',
	fields: [schoolTimeZone],
	async execute({ db, text }) {
		const statements: string[] = [];
		await migrate(db, (line) => statements.push(line), text('timeZone'));
		return { status: 'ready', statements };
	},
};
