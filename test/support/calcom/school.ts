import { type Dialect, type DialectFacts, dialects } from './dialect';
import type { Attendee, Booking, EventType, Person, SilentEnd, Team, User, Webhook } from './model';
import { Chance } from './random';

/** What an action tells about; the deliveries are made from it. */
export interface Fact {
	kind: FactKind;
	booking: Booking;
	/** The people that the delivery lists, the main person first. */
	people: readonly Attendee[];
	/** When it is sent, milliseconds since 1970. */
	at: number;
	/** The booking that this one replaces, and where the people were before. */
	from?: Booking;
	/** The seat that it is about. */
	seat?: Attendee;
	/** Moved into a class that already has people, or as a whole. */
	into?: 'class' | 'place' | 'merged';
	reason?: string | null;
	by?: string | null;
	/** The series is named. */
	wholeSeries?: boolean;
	/** One seat of many: the row stays. */
	seatOnly?: boolean;
	requestReschedule?: boolean;
	previousLocation?: string;
	absent?: Array<{ email: string; noShow: boolean }>;
	/** iCalSequence, where it is not the row's. */
	sequence?: number;
	icsUid?: string;
}

export type FactKind =
	| 'created'
	| 'requested'
	| 'confirmed'
	| 'rejected'
	| 'rescheduled'
	| 'cancelled'
	| 'noShow'
	| 'paymentInitiated'
	| 'paid'
	| 'locationUpdated'
	| 'reassigned';

/** Cal.com's own truth: everything in memory, nothing of it is read from a clock of its own. */
export class School {
	readonly facts: DialectFacts;
	readonly chance: Chance;
	readonly users: User[] = [];
	readonly teams: Team[] = [];
	readonly eventTypes: EventType[] = [];
	readonly bookings: Booking[] = [];
	readonly webhooks: Webhook[] = [];
	/** Appointments that ended without a delivery: a receiver of all deliveries still has them. */
	silent: SilentEnd[] = [];
	/** Takes what is told; set by whoever delivers. */
	tell: (fact: Fact) => Promise<void> = async () => {};
	/**
	 * Shown in place of lost answers. One object for the whole server: Cal.diy writes the first person
	 * of a class that the host moves into it.
	 */
	sentinel = { name: 'unknown', email: 'unknown' };
	private nextId = 1;

	constructor(
		readonly dialect: Dialect,
		readonly clock: () => number,
		seed: number,
	) {
		this.facts = dialects[dialect];
		this.chance = new Chance(seed);
	}

	id(): number {
		return this.nextId++;
	}

	/** A moment after `from`, within Cal.com's own delays. */
	after(from: number, least: number, most: number): number {
		return from + this.chance.between(least, most);
	}

	addUser(given: Partial<User> & { name: string; email: string }): User {
		const id = this.id();
		const username = given.email.split('@')[0] ?? '';
		const rest = { username, timeZone: 'Europe/Berlin', keyExpires: null, missingScopes: [] };
		const user = { id, key: `cal_test_${id}_${this.chance.uid()}`, ...rest, ...given };
		this.users.push(user);
		return user;
	}

	addTeam(given: { name: string; members: User[]; organization?: boolean; parent?: Team }): Team {
		const team: Team = {
			id: this.id(),
			name: given.name,
			slug: given.name.toLowerCase().replace(/\W+/g, '-'),
			isOrganization: given.organization ?? false,
			parentId: given.parent?.id ?? null,
			members: given.members.map(({ id }, index) => ({
				id: this.id(),
				userId: id,
				role: index === 0 ? 'OWNER' : 'MEMBER',
			})),
		};
		this.teams.push(team);
		return team;
	}

	addEventType(given: Partial<EventType> & { title: string }): EventType {
		const type: EventType = {
			id: this.id(),
			ownerId: null,
			teamId: null,
			slug: given.title.toLowerCase().replace(/\W+/g, '-'),
			minutes: 30,
			seats: null,
			showAttendeeInfo: false,
			requiresConfirmation: false,
			price: 0,
			recurrence: null,
			hostIds: [],
			questions: {},
			...given,
		};
		this.eventTypes.push(type);
		return type;
	}

	/** A webhook made on the website, where a team can have one too. */
	addWebhook(given: Partial<Webhook> & Pick<Webhook, 'ownerId' | 'subscriberUrl'>): Webhook {
		const webhook: Webhook = {
			id: this.chance.uuid(),
			scope: 'user',
			triggers: this.facts.triggers.filter((trigger) => trigger.startsWith('BOOKING_')),
			active: true,
			secret: null,
			payloadTemplate: null,
			version: '2021-10-20',
			time: null,
			timeUnit: null,
			createdAt: this.clock(),
			...given,
		};
		this.webhooks.push(webhook);
		return webhook;
	}

	/** @throws if there is no such booking. */
	booking(uid: string): Booking {
		const found = this.bookings.find((one) => one.uid === uid);
		if (!found) throw new Error(`No booking ${uid}`);
		return found;
	}

	user(id: number | null): User | undefined {
		return this.users.find((one) => one.id === id);
	}

	team(id: number | null): Team | undefined {
		return this.teams.find((one) => one.id === id);
	}

	seriesOf(uid: string): Booking[] {
		return this.bookings.filter(({ seriesUid }) => seriesUid === uid);
	}

	newAttendee(person: Person, extra: Partial<Attendee> = {}): Attendee {
		const digits = person.phone?.replace(/\D/g, '') ?? '';
		return {
			id: this.id(),
			name: person.name,
			email: person.email ?? `${digits}@sms.cal.com`,
			phone: person.phone ?? null,
			timeZone: person.timeZone ?? 'Europe/Berlin',
			language: person.language ?? 'de',
			absent: false,
			seatUid: null,
			createdAt: this.clock(),
			answers: {},
			metadata: {},
			...extra,
		};
	}
}
