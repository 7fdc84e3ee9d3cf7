import type { Operation } from '../../../core/n8n/operation';
import { migrateDatabase as migrate } from '../../../core/services/migrateDatabase';

export const migrateDatabase: Operation = {
	resource: 'database',
	value: 'migrate',
	name: 'Migrate',
	action: 'Migrate the database',
	description: 'Add missing tables, columns and indexes; never drops or rewrites anything',
	fields: [
		{
			displayName: 'Time Zone',
			name: 'timeZone',
			type: 'string',
			default: '',
			placeholder: 'e.g. Europe/Amsterdam',
			description:
				'Time zone of the school, in which reports count days. If empty, it stays as it is, and is Europe/Amsterdam at first.',
		},
	],
	async execute({ db, text }) {
		const statements: string[] = [];
		await migrate(db, (line) => statements.push(line), text('timeZone'));
		return { status: 'ready', statements };
	},
};
