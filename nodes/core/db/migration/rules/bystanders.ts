import type { ActualTable, Description } from '../describe';
import { requiredTables, sharedTables } from '../schema';
import { isSoftlyDeleted } from '../view';
import { type Finding, note } from './finding';

/** What other applications have around our tables, and how the package gets on with it. */
export function bystanderFindings({ tables }: Description): Finding[] {
	return sharedTables.flatMap(({ name }) => {
		const actual = tables.get(name);
		if (!actual) return [];
		return [
			...triggersOf(actual),
			...pointersTo(actual),
			...softDeletes(actual),
			...shortCalendar(actual),
		];
	});
}

function triggersOf({ name, triggers }: ActualTable): Finding[] {
	if (triggers.length === 0) return [];
	return [
		note(
			`${name} has triggers (${triggers.join(', ')}). What they change in a row does not count as an edit by a person; an error in one makes the event fail.`,
		),
	];
}

/** Foreign keys of tables that the package does not know. */
function pointersTo({ name, referencedBy }: ActualTable): Finding[] {
	const others = referencedBy.filter(
		({ table }) => !requiredTables.some((one) => one.name === table),
	);
	if (others.length === 0) return [];
	const list = [...new Set(others.map(({ table, column }) => `${table}.${column}`))].join(', ');
	return [
		note(
			`Foreign keys of other tables point to ${name}: ${list}. A row that they point to is not deleted when two bookings turn out to be one.`,
		),
	];
}

function softDeletes(actual: ActualTable): Finding[] {
	if (!isSoftlyDeleted(actual)) return [];
	const returns =
		actual.name === 'leads' || actual.name === 'bookings'
			? ' A new event brings such a row back; a cancellation does not.'
			: '';
	return [
		note(
			`${actual.name} has deleted_at: rows with a value there count as deleted and are not in the view.${returns}`,
		),
	];
}

/** TIMESTAMP ends on 19 January 2038. */
function shortCalendar({ name, columns }: ActualTable): Finding[] {
	const short = columns.filter(
		(column) =>
			['scheduled_at', 'ends_at'].includes(column.name) && column.dataType === 'timestamp',
	);
	if (name !== 'bookings' || short.length === 0) return [];
	const list = short.map((column) => `bookings.${column.name}`).join(', ');
	return [
		note(
			`${list}: the type TIMESTAMP ends in January 2038. The event of a booking after that fails, with this reason.`,
		),
	];
}
