import type { InboxRow } from '../nodes/core/db/tables';

const columns: Array<[string, (event: InboxRow) => string]> = [
	['id', ({ id }) => String(id)],
	['received (UTC)', ({ created_at }) => created_at.toISOString().slice(0, 19).replace('T', ' ')],
	['status', ({ status }) => status],
	['event', ({ event_type }) => event_type],
	['uid', ({ external_id }) => external_id ?? ''],
	['tries', ({ attempts }) => String(attempts)],
	['reason', ({ error_message }) => shortened(error_message ?? '')],
];

/** Events as a table for a terminal, one line each, without personal data. */
export function eventTable(events: readonly InboxRow[]): string {
	const rows = [
		columns.map(([title]) => title),
		...events.map((event) => columns.map(([, cell]) => cell(event))),
	];
	const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
	return rows
		.map((row) =>
			row
				.map((cell, index) => cell.padEnd(widths[index] ?? 0))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function shortened(text: string): string {
	const line = text.replace(/\s+/g, ' ');
	return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
