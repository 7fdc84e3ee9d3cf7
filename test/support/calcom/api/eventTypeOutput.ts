import type { EventType } from '../model';
import type { School } from '../school';

/** What a school's event types have in common. */
const common = {
	description: '',
	disableGuests: false,
	slotInterval: null,
	minimumBookingNotice: 120,
	beforeEventBuffer: 0,
	afterEventBuffer: 0,
	metadata: {},
	currency: 'usd',
	lockTimeZoneToggleOnBookingPage: false,
	forwardParamsSuccessRedirect: true,
	successRedirectUrl: null,
	isInstantEvent: false,
	scheduleId: null,
	onlyShowFirstAvailableSlot: false,
	offsetStart: 0,
	bookingWindow: { disabled: true },
	requiresBookerEmailVerification: false,
	hideCalendarNotes: false,
	useDestinationCalendarEmail: false,
	hideCalendarEventDetails: false,
	hideOrganizerEmail: false,
	hidden: false,
	bookingRequiresAuthentication: false,
};

const newer = {
	calVideoSettings: { sendTranscriptionEmails: true },
	bookerActiveBookingsLimit: { disabled: true },
	disableCancelling: { disabled: false },
	disableRescheduling: { disabled: false },
	interfaceLanguage: null,
	allowReschedulingPastBookings: false,
	allowReschedulingCancelledBookings: false,
	showOptimizedSlots: false,
};

const newest = {
	bookingProposalCount: null,
	skipAttendeeEmailDeliverabilityCheck: false,
	privateNoteEnabled: false,
	privateNoteMode: null,
	privateNoteTemplate: null,
};

const frequencies: Readonly<Record<number, string>> = {
	0: 'yearly',
	1: 'monthly',
	2: 'weekly',
	3: 'daily',
};

/** An event type in the shape of `cal-api-version: 2024-06-14`. */
export function eventTypeOutput(school: School, type: EventType): object {
	const { recurrence, seats } = type;
	const cloud = school.dialect === 'cloud';
	const older = school.dialect === 'selfHosted2025';
	return {
		id: type.id,
		ownerId: type.ownerId,
		lengthInMinutes: type.minutes,
		title: type.title,
		slug: type.slug,
		...common,
		...(!older && newer),
		...(cloud && newest),
		...ofTeam(school, type),
		locations: cloud
			? [{ type: 'integration', integration: 'cal-video' }]
			: [{ type: 'link', link: 'https://meet.school.example/room', public: true }],
		bookingFields: fieldsOf(type, cloud),
		price: type.price,
		recurrence: recurrence && {
			interval: recurrence.interval,
			occurrences: recurrence.occurrences,
			frequency: frequencies[recurrence.frequency],
			disabled: false,
		},
		seats: seats === null ? { disabled: true } : seatsOf(type, seats),
		confirmationPolicy: type.requiresConfirmation
			? {
					type: 'always',
					blockUnconfirmedBookingsInBooker: false,
					...(cloud && { disabled: false }),
				}
			: { disabled: true },
		...(!older && { bookingUrl: `${school.facts.webUrl}/${hostOf(school, type)}/${type.slug}` }),
	};
}

function seatsOf({ showAttendeeInfo }: EventType, seatsPerTimeSlot: number) {
	return { disabled: false, seatsPerTimeSlot, showAttendeeInfo, showAvailabilityCount: true };
}

function hostOf(school: School, { ownerId, teamId }: EventType): string {
	return school.user(ownerId)?.username ?? school.team(teamId)?.slug ?? '';
}

function ofTeam(school: School, { teamId, hostIds, ownerId }: EventType) {
	const team = school.team(teamId);
	if (!team) return { users: [ownerId].flatMap((id) => userShown(school, id)) };
	const { id, name, slug } = team;
	const looks = { bannerUrl: null, logoUrl: null, weekStart: 'Monday' };
	const colours = { brandColor: null, darkBrandColor: null, theme: null };
	return {
		teamId,
		parentEventTypeId: null,
		schedulingType: 'roundRobin',
		assignAllTeamMembers: false,
		...(school.dialect === 'selfHosted2025' && { calVideoSettings: null }),
		team: { id, name, slug, ...looks, ...colours },
		hosts: hostIds.map((hostId) => {
			const { name: hostName, username } = school.user(hostId) ?? {};
			const rank = { mandatory: false, priority: 'medium' };
			return { ...rank, userId: hostId, name: hostName, username, avatarUrl: null };
		}),
	};
}

function userShown(school: School, id: number | null) {
	const user = school.user(id);
	if (!user) return [];
	const { name, username } = user;
	const looks = { avatarUrl: null, brandColor: null, darkBrandColor: null };
	return [{ id, name, username, ...looks, weekStart: 'Monday', metadata: {} }];
}

/** System fields carry `field` in the cloud, `type` and `isDefault` elsewhere. */
function fieldsOf({ questions }: EventType, cloud: boolean) {
	const shared = { disableOnPrefill: false, hidden: false };
	const own = Object.entries(questions).map(([slug, label]) => ({
		isDefault: false,
		type: 'select',
		options: ['A1', 'A2', 'B1'],
		slug,
		label,
		required: false,
		placeholder: 'choose',
		...shared,
	}));
	if (cloud) {
		return [
			{ field: 'name', slug: 'name', variant: 'fullName', disableOnPrefill: false },
			{ field: 'email', slug: 'email', required: true, ...shared },
			{ field: 'location', slug: 'location' },
			...own,
			{ field: 'notes', slug: 'notes', required: false, ...shared },
		];
	}
	const name = { isDefault: true, type: 'name', slug: 'name', required: true, label: 'your_name' };
	return [
		{ ...name, disableOnPrefill: false },
		{ isDefault: true, type: 'email', slug: 'email', required: true, ...shared },
		{ isDefault: true, type: 'radioInput', slug: 'location', required: false, hidden: false },
		...own,
		{ isDefault: true, type: 'textarea', slug: 'notes', required: false, ...shared },
	];
}
