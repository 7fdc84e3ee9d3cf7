import { unescaped, withoutPerson } from '../domain/erased/withoutPerson';
import type { PersonMatcher } from '../domain/erased/personMatcher';
import type { Trx } from '../db/connection';
import { findTexts, replaceText, textColumns, type TextTable } from './repositories/texts';
import { StartOver } from '../db/transaction';

/** Columns with JSON. */
const bodies = new Set(['webhook_payload', 'details']);

/**
 * Removes a person from the texts in other people's rows.
 *
 * @returns the number of texts changed
 */
export async function eraseTexts(
	trx: Trx,
	table: TextTable,
	where: { parts: readonly string[]; uids: readonly string[] },
	matcher: PersonMatcher,
): Promise<number> {
	let changed = 0;
	for (const row of await findTexts(trx, table, where)) {
		for (const column of textColumns[table]) {
			const from = row[column];
			if (typeof from !== 'string') continue;
			const to = bodies.has(column) ? eraseBody(from, matcher) : matcher.erase(from);
			if (to === from) continue;
			if (!(await replaceText(trx, table, row.id, { column, from, to }))) throw new StartOver();
			changed += 1;
		}
	}
	return changed;
}

function eraseBody(body: string, matcher: PersonMatcher): string | null {
	try {
		const parsed: unknown = JSON.parse(body);
		const rest = JSON.stringify(withoutPerson(parsed, matcher));
		return rest === JSON.stringify(parsed) ? body : rest;
	} catch {
		return matcher.finds(unescaped(body)) ? null : body;
	}
}
