import type { Description } from '../describe';
import type { ViewFault } from '../probe';
import { isSoftlyDeleted, ownViews, viewSql } from '../view';
import { type Finding, note, obstacle } from './finding';

/**
 * Whether the package's views can be read, and show living rows only.
 *
 * @param faults name of a view → why it cannot be read
 */
export function viewFindings(
	{ tables }: Description,
	faults: ReadonlyMap<string, ViewFault>,
): Finding[] {
	const deleted = ['bookings', 'leads'].filter((name) => isSoftlyDeleted(tables.get(name)));
	return ownViews.flatMap((own): Finding[] => {
		const { name } = own;
		const view = tables.get(name);
		if (!view?.isView) return [];
		const sql = viewSql(own, tables);
		const definition = view.definition ?? '';
		const isOurs = definition === '' || own.mark.test(definition);
		const again = `CREATE OR REPLACE VIEW ${name} AS ${isOurs ? sql : definition}`;
		const fault = faults.get(name);
		// It can be read again once the view that it reads can.
		const isOfAnother = [...faults.keys()].some((other) => other !== name && sql.includes(other));
		if (fault && isOfAnother) return [];
		if (fault) {
			const canRemake = isOurs || fault === 'account';
			return [obstacle(sentenceOf(fault, name), canRemake ? again : `DROP VIEW ${name}`)];
		}
		const readsRows = sql.includes('deleted_at');
		if (!isOurs || !readsRows || definition === '' || /deleted_at/.test(definition)) return [];
		return [note(`The view ${name} also shows deleted rows of ${deleted.join(' and ')}.`, again)];
	});
}

function sentenceOf(fault: ViewFault, name: string): string {
	return fault === 'account'
		? `The view ${name} cannot be read, because the account that made it (its definer) is gone or may not read the tables any more. Make it again.`
		: `The view ${name} cannot be read, because a table, column or privilege that it needs is gone.`;
}
