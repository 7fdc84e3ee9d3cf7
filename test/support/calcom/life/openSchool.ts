import type { CalCom } from '../index';

/** Host, event types of all kinds, and a webhook for each; a team where the server has teams. */
export function openSchool({ school }: CalCom, secret: string | null = null) {
	const ina = school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
	const tom = school.addUser({ name: 'Tom Albers', email: 'tom@school.example' });
	const ownerId = ina.id;
	const recurrence = { frequency: 2, interval: 1, occurrences: 3 };
	const types = {
		plain: school.addEventType({ title: 'Level check', ownerId }),
		confirmed: school.addEventType({ title: 'Consultation', ownerId, requiresConfirmation: true }),
		paid: school.addEventType({ title: 'Exam', ownerId, price: 5000 }),
		seats: school.addEventType({ title: 'Trial class', ownerId, seats: 4 }),
		weekly: school.addEventType({ title: 'Weekly course', ownerId, recurrence }),
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
