import type { CalCom } from '../../support/calcom';

/** Who works at the school, what can be booked, and the webhooks: one per host, one of the team. */
export function openYear({ school }: CalCom, secret: string) {
	const ina = school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
	const tom = school.addUser({ name: 'Tom Albers', email: 'tom@school.example' });
	const ownerId = ina.id;
	const recurrence = { frequency: 2, interval: 1, occurrences: 6 };
	const types = {
		check: school.addEventType({ title: 'Level check', ownerId }),
		consultation: school.addEventType({
			title: 'Consultation',
			ownerId,
			requiresConfirmation: true,
		}),
		exam: school.addEventType({ title: 'Exam', ownerId, price: 5000 }),
		course: school.addEventType({ title: 'Weekly course', ownerId, recurrence }),
		trial: school.addEventType({ title: 'Trial class', ownerId, minutes: 60, seats: 6 }),
		club: school.addEventType({
			title: 'Conversation club',
			ownerId,
			minutes: 60,
			seats: 4,
			showAttendeeInfo: true,
		}),
		/** These two are deleted in the middle of the year. */
		holiday: school.addEventType({ title: 'Holiday check', ownerId }),
		holidayClass: school.addEventType({
			title: 'Holiday class',
			ownerId,
			seats: 5,
			showAttendeeInfo: true,
		}),
	};
	school.addWebhook({ ownerId, subscriberUrl: 'http://127.0.0.1/user', secret });
	if (!school.facts.teams) return { ina, tom, types, team: null, robin: null };
	const team = school.addTeam({ name: 'Teachers', members: [ina, tom] });
	const hostIds = [ina.id, tom.id];
	const robin = school.addEventType({ title: 'Any teacher', teamId: team.id, hostIds });
	const subscriberUrl = 'http://127.0.0.1/team';
	school.addWebhook({ scope: 'team', ownerId: team.id, subscriberUrl, secret });
	return { ina, tom, types, team, robin };
}

export type OpenedYear = ReturnType<typeof openYear>;
