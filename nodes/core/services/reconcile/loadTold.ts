import type { Told } from '../../calcom/reconcile/told';
import { personKey } from '../../domain/person';
import type { Db } from '../../db/connection';
import { withInstallation } from '../../db/installation';
import { findEmails } from '../../db/repositories/leads';
import { transact } from '../../db/transaction';
import { loadBookings } from '../loadBookings';

/** What Cal.com has told about a uid and all uids linked to it, and who the people are. */
export interface Loaded extends Told {
	/** The e-mail of a person by `personKey`; null if their lead has another one now. */
	emailOf(person: string | null): string | null;
}

/** Reads what was told about a uid; of a class, everyone in it. */
export async function loadTold(db: Db, uid: string, classes: readonly string[]): Promise<Loaded> {
	const concerned = {
		uids: [uid],
		people: [],
		wholeClass: true,
		classes,
		seriesKey: null,
		possibleSeriesKey: null,
		endsSeries: false,
	};
	return await withInstallation(db, async (installation) => {
		return await transact(db, async (trx) => {
			const known = await loadBookings(trx, concerned, { lock: false, installation });
			const isInClass = known.classes.has(uid) || classes.includes(uid);
			const ids = isInClass ? leadIdsIn(known) : [];
			const emails = ids.length > 0 ? await findEmails(trx, ids) : [];
			const byPerson = new Map(emails.map((email) => [personKey({ email, phone: null }), email]));
			return {
				history: known.history,
				classes: known.classes,
				emailOf: (person) => byPerson.get(person) ?? null,
			};
		});
	});
}

function leadIdsIn({ history }: Told): number[] {
	const ids = history.flatMap(({ people }) => people.flatMap(({ leadId }) => leadId ?? []));
	return [...new Set(ids)];
}
