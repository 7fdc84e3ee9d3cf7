import type { Description } from '../describe';
import type { ViewFault } from '../probe';
import { isSoftlyDeleted, viewName, viewSql } from '../view';
import { type Finding, note, obstacle } from './finding';

/** Whether the view can be read, and shows living rows only. */
export function viewFindings({ tables }: Description, fault: ViewFault | null): Finding[] {
	const view = tables.get(viewName);
	if (!view?.isView) return [];
	const definition = view.definition ?? '';
	const isOurs = definition === '' || /attendee_name[\s\S]*days_until/.test(definition);
	const again = `CREATE OR REPLACE VIEW ${viewName} AS ${isOurs ? viewSql(tables) : definition}`;
	if (fault) {
		const canRemake = isOurs || fault === 'account';
		return [obstacle(sentences[fault], canRemake ? again : `DROP VIEW ${viewName}`)];
	}
	const deleted = ['bookings', 'leads'].filter((name) => isSoftlyDeleted(tables.get(name)));
	if (!isOurs || deleted.length === 0 || definition === '' || /deleted_at/.test(definition)) {
		return [];
	}
	return [note(`The view ${viewName} also shows deleted rows of ${deleted.join(' and ')}.`, again)];
}

const sentences: Record<ViewFault, string> = {
	account: `The view ${viewName} cannot be read, because the account that made it (its definer) is gone or may not read the tables any more. Make it again.`,
	parts: `The view ${viewName} cannot be read, because a table, column or privilege that it needs is gone.`,
};
