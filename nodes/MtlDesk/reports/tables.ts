import { outcomeNames, type Reports, type Sums } from '../../core/services/desk/reports';
import type { Texts } from '../texts';
import { personLine, timeIn, typeOf, type View } from '../view';

/** What a cell holds: a text, a number, or a share from 0 to 1. Null is not known. */
export type Cell = string | number | { share: number } | null;

/** The rows behind a plot, and behind a file. */
export interface ReportTable {
	name: TableName;
	title: string;
	headings: readonly string[];
	rows: ReadonlyArray<readonly Cell[]>;
}

export const tableNames = [
	'weeks',
	'teachers',
	'types',
	'sources',
	'conversion',
	'missed',
] as const;
export type TableName = (typeof tableNames)[number];

/** What a number of `Sums` is called. */
export function columnTitles(texts: Texts): Array<readonly [keyof Sums, string]> {
	return [
		['booked', texts.booked],
		...outcomeNames.map((name) => [name, texts[name === 'held' ? 'completed' : name]] as const),
		['no_show_rate', texts.noShowRate],
		['days_ahead', texts.daysAhead],
	];
}

/** The value of a number as a cell. */
export function cellOf(sums: Sums, column: keyof Sums): Cell {
	const value = sums[column];
	return column === 'no_show_rate' && value !== null ? { share: value } : value;
}

/** Every table of the page, as it is shown and as it is downloaded. */
export function reportTables(view: View, reports: Reports): ReportTable[] {
	const { texts } = view;
	const columns = columnTitles(texts);
	const grouped = (name: TableName, title: string, first: string, rows: ReportTable['rows']) => ({
		...{ name, title, rows },
		headings: [first, ...columns.map(([, heading]) => heading)],
	});
	const sums = (one: Sums) => columns.map(([column]) => cellOf(one, column));
	const { weeks, teachers, types, sources } = reports;
	return [
		grouped(
			'weeks',
			texts.byWeek,
			texts.week,
			weeks.map((one) => [one.name, ...sums(one)]),
		),
		grouped(
			'teachers',
			texts.byTeacher,
			texts.teacher,
			teachers.map((one) => [one.name ?? texts.noTeacher, ...sums(one)]),
		),
		grouped(
			'types',
			texts.byType,
			texts.type,
			types.map((one) => [typeOf(one.name), ...sums(one)]),
		),
		grouped(
			'sources',
			texts.bySource,
			texts.source,
			sources.map((one) => [one.name ?? '–', ...sums(one)]),
		),
		conversionTable(texts, reports),
		missedTable(view, reports),
	];
}

function conversionTable(texts: Texts, { cohorts }: Reports): ReportTable {
	return {
		name: 'conversion',
		title: texts.conversion,
		headings: [texts.week, texts.people, texts.converted, texts.conversionRate, texts.ripe],
		rows: cohorts.map((one) => [
			one.week,
			one.people,
			one.converted,
			{ share: one.conversion_rate },
			one.ripe ? texts.yes : texts.notYet,
		]),
	};
}

function missedTable(view: View, { missed }: Reports): ReportTable {
	const { texts } = view;
	return {
		name: 'missed',
		title: texts.missed,
		headings: [texts.time, texts.person, texts.email, texts.phone, texts.type, texts.teacher],
		rows: missed.map((one) => [
			timeIn(view, one.scheduled_at),
			personLine({ ...one, first_name: one.attendee_name, last_name: null }),
			one.email,
			one.phone,
			typeOf(one.booking_type),
			one.teacher,
		]),
	};
}
