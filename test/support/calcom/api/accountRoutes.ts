import { deleteEventType } from '../actions/change';
import { Refused, type Team, type User } from '../model';
import type { School } from '../school';
import { type ApiRequest, ok } from './answer';
import { needsKey, needsScope } from './auth';
import { eventTypeOutput } from './eventTypeOutput';
import { numberOf } from './invalid';

/** `GET /me`: whose key it is. */
export function getMe(school: School, { viewer }: ApiRequest) {
	const { id, email, name, timeZone, username } = needsKey(viewer);
	const organization = organizationOf(school, id);
	const base = {
		id,
		email,
		timeFormat: 24,
		defaultScheduleId: 1,
		weekStart: 'Monday',
		timeZone,
		username,
		organizationId: organization?.id ?? null,
	};
	if (school.dialect === 'selfHosted2025') return ok(base);
	if (school.dialect === 'calDiy2026') return ok({ ...base, name, avatarUrl: null, bio: null });
	const within = organization && { organization: { id: organization.id, isPlatform: false } };
	return ok({ ...base, name, avatarUrl: null, bio: '', locale: null, ...within });
}

function organizationOf(school: School, userId: number): Team | undefined {
	return school.teams.find((team) => team.isOrganization && isMember(team, userId));
}

const isMember = ({ members }: Team, userId: number) =>
	members.some((one) => one.userId === userId);

/** `GET /teams`: an organization is itself a row. */
export function getTeams(school: School, { viewer }: ApiRequest) {
	const user = needsScope(needsKey(viewer), 'TEAM_PROFILE_READ');
	return ok(school.teams.filter((team) => isMember(team, user.id)).map(teamShown));
}

function teamShown({ id, parentId, name, slug, isOrganization }: Team) {
	const looks = { logoUrl: null, calVideoLogo: null, appLogo: null, appIconLogo: null };
	const colours = { theme: null, brandColor: null, darkBrandColor: null, bannerUrl: null };
	return {
		id,
		parentId,
		name,
		slug,
		isOrganization,
		...looks,
		...colours,
		bio: null,
		timeZone: 'Europe/Berlin',
		weekStart: 'Monday',
		timeFormat: null,
		hideBookATeamMember: false,
		hideBranding: false,
		isPrivate: false,
		...(isOrganization && { brandColor: '#000000', metadata: {} }),
	};
}

/** `GET /teams/{id}/memberships`, and the same of an organization. */
export function getMemberships(school: School, { viewer, query }: ApiRequest, teamId: number) {
	const team = teamFor(school, needsKey(viewer), teamId);
	const take = numberOf(query, 'take', { least: 1, most: 250, standard: 250 });
	const skip = numberOf(query, 'skip', { least: 0, standard: 0 });
	const cloud = school.dialect === 'cloud';
	const rows = team.members.slice(skip, skip + take).map(({ id, userId, role }) => {
		const { username, name, email } = school.user(userId) ?? {};
		const profile = { avatarUrl: null, username, name, email, bio: cloud ? '' : null };
		const user = cloud ? { ...profile, metadata: {} } : profile;
		return { id, userId, teamId, accepted: true, role, disableImpersonation: false, user };
	});
	return ok(rows);
}

export function teamFor(school: School, user: User, teamId: number): Team {
	const team = school.team(teamId);
	if (!team) throw new Refused(404, `Team (${teamId}) not found`);
	if (isMember(team, user.id)) return team;
	throw new Refused(403, `RolesGuard - User is not a member of the team with id=(${teamId})`);
}

/** `GET /event-types`: Cal.com of 2025 shows none unless `username` is given. */
export function getEventTypes(school: School, { viewer, query }: ApiRequest) {
	const username = query.get('username');
	const older = school.dialect === 'selfHosted2025';
	const keyOwner = older && username === null ? null : viewer;
	const owner = username ? school.users.find((one) => one.username === username) : keyOwner;
	if (viewer) needsScope(viewer, 'EVENT_TYPE_READ');
	const types = school.eventTypes.filter(({ ownerId }) => owner && ownerId === owner.id);
	return ok(types.map((type) => eventTypeOutput(school, type)));
}

/** The list of unknown versions: groups, in an object. */
export function getOldEventTypes(school: School, { viewer }: ApiRequest) {
	const user = needsKey(viewer);
	const eventTypes = school.eventTypes
		.filter(({ ownerId }) => ownerId === user.id)
		.map(({ id, slug, title, minutes }) => ({ id, slug, title, length: minutes }));
	const profile = { slug: user.username, name: user.name, image: null };
	const group = { teamId: null, bookerUrl: school.facts.webUrl, membershipRole: null };
	return ok({ eventTypeGroups: [{ ...group, profile, eventTypes }] });
}

export function getTeamEventTypes(school: School, { viewer }: ApiRequest, id: number) {
	const team = teamFor(school, needsScope(needsKey(viewer), 'EVENT_TYPE_READ'), id);
	const types = school.eventTypes.filter(({ teamId }) => teamId === team.id);
	return ok(types.map((type) => eventTypeOutput(school, type)));
}

export function getEventType(school: School, _request: ApiRequest, id: number) {
	return ok(eventTypeOutput(school, found(school, id)));
}

export async function removeEventType(school: School, { viewer }: ApiRequest, id: number) {
	const user = needsKey(viewer);
	const { ownerId, minutes, slug, title } = found(school, id);
	if (ownerId !== user.id) throw new Refused(403, `User (${user.id}) is not the owner`);
	await deleteEventType(school, id);
	return ok({ id, lengthInMinutes: minutes, slug, title });
}

function found(school: School, id: number) {
	const type = school.eventTypes.find((one) => one.id === id);
	if (type) return type;
	throw new Refused(404, `Event type with id ${id} not found`);
}
