import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../fixtures/lives');

/** An appointment, as in Cal.com's own database. */
export interface LivingAppointment {
	/** The e-mail, or the phone number of a person without an e-mail. */
	person: string;
	/** ISO 8601, UTC. */
	startsAt: string;
	uid?: string | null;
	noShow?: boolean;
}

/** A life recorded on a Cal.com server, with the rows of its database as the truth. */
export interface RecordedLife {
	name: string;
	/** Bodies in the order in which they were sent. */
	bodies: string[];
	living: LivingAppointment[];
	/**
	 * Bookings whose end no delivery reports, so that a receiver of the deliveries still has them.
	 */
	silent: LivingAppointment[];
}

interface Stored extends Omit<RecordedLife, 'name' | 'bodies'> {
	deliveries: Array<{ name: string; raw: string }>;
}

/** All recorded lives, see test/fixtures/lives/README.md. */
export const recordedLives: RecordedLife[] = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => {
		const { deliveries, ...rest } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Stored;
		return { name: file.replace('.json', ''), bodies: deliveries.map(({ raw }) => raw), ...rest };
	});

/** Numbers from 0 to 1 that depend only on the seed. */
export function random(seed: number): () => number {
	let state = (seed + 1) * 0x9e3779b9;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const maxLagMs = 60_000;

interface Arrival {
	/** Every stamp is shifted by its own lag. */
	lag?: boolean;
	/** A quarter arrives twice, half of these with a stamp of their own. */
	doubled?: boolean;
	shuffled?: boolean;
}

/** The bodies as they may arrive. */
export function arrivalOf(bodies: readonly string[], seed: number, arrival: Arrival): string[] {
	const next = random(seed);
	const doubles = arrival.doubled ? bodies.filter(() => next() < 0.25) : [];
	const late = (body: string) => (arrival.lag ? stampedLater(body, next() * maxLagMs) : body);
	const once = bodies.map(late);
	const again = doubles.map((body) =>
		next() < 0.5 ? (once[bodies.indexOf(body)] as string) : stampedLater(body, next() * maxLagMs),
	);
	const all = [...once, ...again];
	return arrival.shuffled ? shuffle(all, next) : all;
}

/** The stamp of a meeting is the time at which it was booked: it has no lag. */
function stampedLater(raw: string, ms: number): string {
	const body = JSON.parse(raw) as { triggerEvent?: string; createdAt?: string };
	if (!body.createdAt || body.triggerEvent?.startsWith('MEETING_')) return raw;
	const createdAt = new Date(Date.parse(body.createdAt) + Math.floor(ms)).toISOString();
	return JSON.stringify({ ...body, createdAt });
}

function shuffle<T>(list: readonly T[], next: () => number): T[] {
	return list
		.map((item) => ({ item, place: next() }))
		.sort((a, b) => a.place - b.place)
		.map(({ item }) => item);
}

const named = ({ person, startsAt }: LivingAppointment) => `${person} ${startsAt}`;

/** What a receiver of all deliveries should have. */
export function expectedOf({ living, silent }: RecordedLife): string[] {
	return [...living, ...silent].map(named).sort();
}

export function sorted(appointments: readonly LivingAppointment[]): string[] {
	return appointments.map(named).sort();
}
