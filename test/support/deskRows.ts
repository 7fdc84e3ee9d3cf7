import { hostile } from './desk';
import type { database } from './n8nApi';

type Row = Record<string, unknown>;

const names = ['John Doe', 'Mary Jane Smith', 'Sample Person'].map((name) => name.split(' '));
const dayMs = 86_400_000;

/** The rows that the desk shows, written as another application would. */
export class DeskRows {
	constructor(private readonly db: Awaited<ReturnType<typeof database>>) {}

	/** Returns the id. */
	async insert(table: string, row: Row): Promise<number> {
		const [result] = await this.db.query('INSERT INTO ?? SET ?', [table, row]);
		return (result as { insertId: number }).insertId;
	}

	async person(firstName: string, email: string, lastName = hostile): Promise<number> {
		const contact = { email, phone: '+31612345678' };
		return await this.insert('leads', { first_name: firstName, last_name: lastName, ...contact });
	}

	async booking(leadId: number, inHours: number, more: Row = {}): Promise<number> {
		return await this.insert('bookings', {
			...{ lead_id: leadId, booking_provider: 'cal.com', booking_type: 'level_check' },
			scheduled_at: new Date(Date.now() + inHours * 3_600_000),
			...{ status: 'scheduled', ...more },
		});
	}

	async ofBooking(id: number | undefined): Promise<Row> {
		return (await this.db.rows('SELECT * FROM bookings WHERE id = ?', [id]))[0] ?? {};
	}

	/** A person and a booking with markup in every field; returns their ids. */
	async hostilePerson(): Promise<{ person: number; booking: number; event: number }> {
		const person = await this.person(hostile, 'hostile@kunde.example');
		const booking = await this.booking(person, 50, {
			title: hostile,
			location: hostile,
			meeting_url: 'javascript:window.ran=1',
			cancellation_reason: hostile,
			level_found: hostile.slice(0, 60),
			external_booking_id: 'deskSoon',
			webhook_payload: JSON.stringify({
				payload: {
					responses: { goal: { label: hostile, value: hostile } },
					attendees: [{ email: 'hostile@kunde.example', timeZone: 'America/New_York' }],
				},
			}),
		});
		const line = { type: 'note', subject: hostile, body: hostile };
		await this.insert('activities', { lead_id: person, booking_id: booking, ...line });
		const event = await this.insert('webhook_events', {
			...{ provider: 'cal.com', source: 'webhook', event_type: 'BOOKING_CREATED' },
			...{ external_id: hostile.slice(0, 190), status: 'failed', error_message: hostile },
			...{ dedupe_key: 'd'.repeat(64), payload: '{}' },
		});
		return { person, booking, event };
	}

	/** Ten bookings of one day, instead of all others; returns the id of the last. */
	async dayOfTen(teacher: number): Promise<number> {
		await this.db.query('DELETE FROM activities');
		await this.db.query('DELETE FROM bookings');
		let last = 0;
		for (let index = 0; index < 10; index++) {
			const [first = '', ...others] = names[index % 3] ?? [];
			const lead = await this.person(first, `person${index}@kunde.example`, others.join(' '));
			const assigned = index % 4 === 1 ? null : teacher;
			last = await this.booking(lead, 26 + index / 4, { assigned_teacher_id: assigned });
			if (index < 9) continue;
			const line = { subject: 'Level Check Booked', body: 'Scheduled for 2026-12-01 10:00' };
			await this.insert('activities', {
				...{ lead_id: lead, booking_id: last, type: 'level_check', ...line },
			});
		}
		return last;
	}

	/** Bookings of the last 14 weeks for the reports; one of them has markup and formulas in every name. */
	async reported(teachers: readonly [number, number]): Promise<void> {
		const eve = await this.insert('users', { name: hostile, email: 'eve@school.example' });
		for (let ago = 8; ago < 100; ago++)
			await (ago === 11
				? this.report(ago, {
						...{ first: '=1+1', last: hostile, status: 'no_show', teacher: eve },
						...{ source: `=${hostile.slice(0, 50)}`, type: `@${hostile.slice(0, 50)}` },
					})
				: this.report(ago, ordinary(ago, teachers)));
	}

	private async report(ago: number, one: Reported): Promise<void> {
		const lead = await this.insert('leads', {
			...{ first_name: one.first, last_name: one.last, source_detail: one.source },
			...{ email: `reported${ago}@kunde.example`, phone: '+31612345678' },
		});
		const [starts, booked] = [daysAgo(ago), daysAgo(ago + (ago % 9))];
		await this.insert('bookings', {
			...{ lead_id: lead, booking_provider: 'cal.com', status: one.status },
			...{ booking_type: one.type, assigned_teacher_id: one.teacher },
			...{ scheduled_at: starts, starts_on: starts, booked_at: booked, booked_on: booked },
			...(one.status === 'cancelled' && {
				cancelled_at: daysAgo(ago + 1),
				cancelled_by: ago % 2 === 0 ? 'guest' : 'host',
			}),
		});
	}
}

interface Reported {
	first: string;
	last: string;
	source: string;
	type: string;
	teacher: number;
	status: string;
}

const outcomes = ['completed', 'completed', 'completed', 'completed', 'no_show', 'cancelled'];

function ordinary(ago: number, [one, other]: readonly [number, number]): Reported {
	const [first = '', ...others] = names[ago % 3] ?? [];
	return {
		...{ first, last: others.join(' '), status: outcomes[(ago * 7) % outcomes.length] ?? '' },
		source: ago % 4 === 0 ? 'newsletter' : 'website_direct',
		type: ago % 5 === 0 ? 'consultation' : 'level_check',
		teacher: ago % 3 === 0 ? other : one,
	};
}

function daysAgo(count: number): Date {
	const at = new Date(Date.now() - count * dayMs);
	at.setUTCHours(9, 0, 0, 0);
	return at;
}
