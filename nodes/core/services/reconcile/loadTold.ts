import type { Told } from '../../calcom/reconcile/told';
import { personKey } from '../../domain/person';
import { fabricatedEmail } from '../../domain/values/email';
import type { Db } from '../../db/connection';
import { withInstallation } from '../../db/installation';
import { findIdentities } from '../../db/repositories/leads';
import { transact } from '../../db/transaction';
import { loadBookings } from '../loadBookings';

/** What Cal.com has told about a uid and all uids linked to it, and who the people are. */
export interface Loaded extends Told {
	/** The e-mail in Cal.com of a person by `personKey`; null if their lead has another one now. */
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
			const identities = ids.length > 0 ? await findIdentities(trx, ids) : [];
			const byPerson = new Map(identities.map((one) => [personKey(one), addressOf(one)]));
			return {
				history: known.history,
				classes: known.classes,
				emailOf: (person) => byPerson.get(person) ?? null,
			};
		});
	});
}

function addressOf({ email, phone }: { email: string | null; phone: string | null }) {
	return email ?? (phone && fabricatedEmail(phone));
}

function leadIdsIn({ history }: Told): number[] {
	const ids = history.flatMap(({ people }) => people.flatMap(({ leadId }) => leadId ?? []));
	return [...new Set(ids)];
}
