import type { IDataObject } from 'n8n-workflow';

import { deliver, emptyTables } from '../db/deliver';
import type { Booking, Dialect, EventType } from '../support/calcom';
import { testSchool, type TestSchool } from '../support/calcom/testSchool';
import { below, type Mtl, outOf, runStep, startMtl, type Step } from '../support/n8nCoreNode';

const hour = 3_600_000;
const [jo, lea] = ['jo@family.example', 'lea@family.example'];

let mtl: Mtl;
beforeAll(async () => (mtl = await startMtl()));
afterAll(async () => await mtl.close());

describe.each<Dialect>(['cloud', 'selfHosted2025', 'calDiy2026'])(
	'Booking: Set Outcome writes no-shows to Cal.com: %s',
	(dialect) => {
		let calcom: TestSchool;
		/** Cal.com's clock, from now. */
		let ahead = -3 * hour;

		beforeEach(async () => {
			await emptyTables(mtl.database.query);
			ahead = -3 * hour;
			calcom = await testSchool({ dialect, clock: () => Date.now() + ahead });
			const subscriberUrl = 'http://127.0.0.1:9/x';
			calcom.school.addWebhook({ ownerId: calcom.ina.id, subscriberUrl });
		});
		afterEach(async () => await calcom.stop());

		/** What Cal.com has sent since the last call, through the inbox into the tables. */
		const arrive = async () => {
			const sent = calcom.bodies.splice(0).map((raw) => JSON.parse(raw) as IDataObject);
			for (const body of sent) await deliver(mtl.database.db, body);
			return sent.map(({ triggerEvent }) => triggerEvent);
		};
		/** Books, and lets the booking begin unless it is still to come. */
		const book = async (type: EventType, emails: string[], inHours = -1): Promise<Booking> => {
			const start = Math.floor((Date.now() + inHours * hour) / 60_000) * 60_000;
			const booked: Booking[] = [];
			for (const email of emails) {
				const person = { name: 'Jo Doe', email };
				booked.push((await calcom.play.book({ type, start, person })).booking);
			}
			ahead = 0;
			await arrive();
			return booked[0] as Booking;
		};
		const idOf = async (email: string) => {
			const sql = 'SELECT b.id FROM bookings b JOIN leads l ON l.id = b.lead_id WHERE l.email = ?';
			return (await mtl.database.query(sql, [email]))[0]?.['id'] as number;
		};
		const step = (bookingId: number, outcome: string, more: Partial<Step> = {}): Step => ({
			...mtl.step('booking.setOutcome', { bookingId, outcome, writeNoShow: true }),
			credentials: {
				...mtl.credentials,
				mtlCalComApi: { apiKey: calcom.ina.key, baseUrl: calcom.url },
			},
			...more,
		});
		const set = async (email: string, outcome: string) =>
			(await outOf(step(await idOf(email), outcome)))[0];
		const posts = () => calcom.api.seen.filter(({ method }) => method === 'POST').length;
		const absent = ({ uid }: Booking) =>
			Object.fromEntries(
				calcom.school.booking(uid).attendees.map((one) => [one.email, one.absent]),
			);
		const statuses = async () =>
			Object.fromEntries(
				(
					await mtl.database.query(
						'SELECT l.email, b.status FROM bookings b JOIN leads l ON l.id = b.lead_id',
					)
				).map(({ email, status }) => [email, status]),
			);
		const quiet = async () => [
			await mtl.database.query('SELECT * FROM activities ORDER BY id'),
			await mtl.database.query('SELECT * FROM leads ORDER BY id'),
			await statuses(),
		];

		it('once, and the delivery that follows changes nothing and adds no line', async () => {
			const booking = await book(calcom.types.plain, [jo]);
			for (const [outcome, isAbsent] of [
				['no_show', true],
				['completed', false],
				['no_show', true],
				['scheduled', false],
			] as const) {
				const before = posts();
				expect(await set(jo, outcome)).toMatchObject({ status: outcome });
				expect(absent(booking)).toEqual({ [jo]: isAbsent });
				const known = await quiet();
				expect(await arrive()).toEqual(['BOOKING_NO_SHOW_UPDATED']);
				expect(await quiet()).toEqual(known);
				expect(await set(jo, outcome)).toMatchObject({ status: outcome });
				expect(posts()).toBe(before + 1);
				expect(await arrive()).toEqual([]);
			}
		});

		it('for the one person in a class', async () => {
			const booking = await book(calcom.types.shown, [jo, lea]);
			await set(lea, 'no_show');
			await arrive();
			expect(absent(booking)).toEqual({ [jo]: false, [lea]: true });
			expect(await statuses()).toEqual({ [jo]: 'scheduled', [lea]: 'no_show' });
		});

		it('in a class whose people Cal.com hides only if it shows them to this key', async () => {
			const booking = await book(calcom.types.seats, [jo, lea]);
			const written = set(jo, 'no_show');
			if (dialect === 'selfHosted2025') {
				await expect(written).rejects.toThrow('Cal.com does not show who is in this booking');
				expect(posts()).toBe(0);
			} else {
				await written;
				expect(absent(booking)).toEqual({ [jo]: true, [lea]: false });
			}
			expect(await statuses()).toMatchObject({ [jo]: 'no_show' });
		});

		it('not before the booking begins; the outcome is stored all the same', async () => {
			await book(calcom.types.plain, [jo], 2);
			await expect(set(jo, 'no_show')).rejects.toThrow(
				/^Cal.com takes a no-show only after the booking begins, at 20\S+Z, so it was not written/,
			);
			expect(posts()).toBe(0);
			expect(await statuses()).toEqual({ [jo]: 'no_show' });
			expect(await set(jo, 'scheduled')).toMatchObject({ status: 'scheduled' });
		});

		it('not for a cancelled booking, nor with the switch off', async () => {
			await book(calcom.types.plain, [jo]);
			await set(jo, 'cancelled');
			const { parameters, ...off } = step(await idOf(jo), 'no_show');
			await outOf({ ...off, parameters: { ...parameters, writeNoShow: false } });
			expect(calcom.api.seen).toEqual([]);
		});

		it('not for an address that is not in the booking', async () => {
			const booking = await book(calcom.types.plain, [jo]);
			await mtl.database.query('UPDATE leads SET email = ?', [lea]);
			await expect(set(lea, 'no_show')).rejects.toThrow(
				"The lead's email address is not among the attendees in Cal.com",
			);
			expect(posts()).toBe(0);
			expect(absent(booking)).toEqual({ [jo]: false });
			expect(await set(lea, 'completed')).toMatchObject({ status: 'completed' });
		});

		it('not for a booking that Cal.com does not know', async () => {
			const [{ id } = {}] = await outOf(
				mtl.step(
					'booking.createOrUpdate',
					below({ uid: 'ours', email: jo, startsAt: '2020-01-01T10:00:00Z' }),
				),
			).then((items) => items.map(({ booking }) => booking as IDataObject));
			await expect(outOf(step(Number(id), 'no_show'))).rejects.toThrow(
				'Cal.com has no booking with the UID ours, so the no-show was not written there.',
			);
			await mtl.database.query('UPDATE bookings SET external_booking_id = NULL');
			await mtl.database.query('DELETE FROM booking_references');
			await expect(outOf(step(Number(id), 'no_show'))).rejects.toThrow(
				`The booking ${String(id)} has no UID in Cal.com, so the no-show was not written there.`,
			);
			expect(await outOf(step(Number(id), 'completed'))).toMatchObject([{ status: 'completed' }]);
		});

		it('fails with the sentence of Cal.com, on the error output too, and is written by the next run', async () => {
			const booking = await book(calcom.types.plain, [jo]);
			const id = await idOf(jo);
			const message = 'Your api key is expired';
			const body = { status: 'error', error: { code: 'UnauthorizedException', message } };
			const refuse = () =>
				calcom.api.mischief.add({
					method: 'POST',
					path: /mark-absent/,
					trick: { answer: { status: 401, body } },
				});
			refuse();
			await expect(set(jo, 'no_show')).rejects.toThrow(message);
			refuse();
			const run = await runStep(step(id, 'no_show', { onError: 'continueErrorOutput' }));
			expect(run.sent('Step')).toEqual([]);
			expect(run.sent('Step', 1)).toMatchObject([
				{ json: { error: expect.stringContaining(message) as string } },
			]);
			expect(await statuses()).toEqual({ [jo]: 'no_show' });
			await set(jo, 'no_show');
			expect(absent(booking)).toEqual({ [jo]: true });
		});

		it('is not sent twice when the answer was lost', async () => {
			const booking = await book(calcom.types.plain, [jo]);
			calcom.api.mischief.add({ method: 'POST', path: /mark-absent/, trick: 'drop' });
			await expect(set(jo, 'no_show')).rejects.toThrow("Cal.com's API does not answer");
			expect(absent(booking)).toEqual({ [jo]: true });
			await set(jo, 'no_show');
			expect(posts()).toBe(1);
		});

		it('says that no credential is selected', async () => {
			await book(calcom.types.plain, [jo]);
			const { credentials } = mtl;
			await expect(outOf(step(await idOf(jo), 'no_show', { credentials }))).rejects.toThrow(
				'No Cal.com API credential is selected on this step.',
			);
		});
	},
);
