import { setTimeout as wait } from 'node:timers/promises';

import { CalComApi } from '../../nodes/core/calcom/api/client';
import { openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { reconcile } from '../../nodes/core/services/reconcile/reconcile';
import { deliver } from '../../runner/send/deliver';
import { compare } from '../simulate/compare';
import { ourAppointments, trueAppointments } from '../simulate/truth';
import { type CalCom, startCalCom } from '../support/calcom';
import { executionsUnderWay } from './n8nExecutions';
import type { Plan, Result } from './run';
import type { Stage } from './stage';

export const awayName = 'n8n away for 10 minutes, then reconciliation';

const dayMs = 86_400_000;
/** Cal.com's clock is behind ours: reconciliation leaves out what changed a moment ago. */
const behindMs = 30 * 60_000;
const awayMs = 10 * 60_000;
const giveUpAfterMs = 10 * 60_000;

/**
 * Cal.com delivers while n8n is away, once and never again, as it does. Afterwards a reconciliation reads its API;
 * n8n's own poll runs the branches of what was found. Then every row is compared with Cal.com's.
 */
export async function runAway(stage: Stage, { bookings, hurried }: Plan): Promise<Result> {
	const statuses: Array<number | null> = [];
	const calcom = await startCalCom({
		dialect: 'cloud',
		clock: () => Date.now() - behindMs,
		async deliver({ raw }) {
			const answer = await deliver(stage.webhookUrl, raw, stage.secret).catch(() => null);
			statuses.push(answer?.status ?? null);
		},
	});
	const db = openDatabase(settingsFromUrl(stage.database().url, 2));
	try {
		const lives = openLives(calcom, bookings);
		for (const live of lives.before) await live();
		await stage.killN8n();
		for (const live of lives.during) await live();
		await wait(hurried ? 0 : awayMs);
		await stage.startN8n();
		for (const live of lives.after) await live();

		const startedAt = Date.now();
		const { ina } = schoolOf(calcom);
		const api = new CalComApi({ baseUrl: calcom.url, key: ina.key });
		const now = () => new Date();
		const report = await reconcile(db, api, { eventTypeIds: [], scope: 'narrow', now });
		await untilDone(stage);
		const recoverySeconds = Math.round((Date.now() - startedAt) / 1000);
		const uids = new Set(calcom.school.bookings.map(({ uid }) => uid));
		const ours = (await ourAppointments(db)).filter(({ uid }) => uids.has(uid));
		// Who teaches is no part of this: the stage has no teachers.
		const differences = compare(trueAppointments(calcom.school), ours).filter(
			({ kind }) => kind !== 'host',
		);
		const count = (...kinds: string[]) =>
			differences.filter(({ kind }) => kinds.includes(kind)).length;
		const healed = Object.values(report.found).reduce((sum, found) => sum + found, 0);
		const acknowledged = statuses.filter((status) => status !== null && status < 300).length;
		return {
			name: awayName,
			deliveries: statuses.length,
			acknowledged,
			lost: count('missing'),
			doubled: count('surplus'),
			halfWritten: differences.length - count('missing', 'surplus'),
			recoverySeconds,
			answers: {},
			seen: [
				`${statuses.length - acknowledged} deliveries were not acknowledged; reconciliation recorded ${healed} events`,
			],
		};
	} finally {
		await db.destroy();
		await calcom.stop();
	}
}

function schoolOf({ school }: CalCom) {
	const [ina] = school.users;
	if (!ina) throw new Error('The school has no host.');
	return { ina };
}

/**
 * Bookings that stay, move, or are cancelled. While n8n is away, a third is booked, and a third of the others ends as
 * it will.
 */
function openLives(calcom: CalCom, bookings: number) {
	const ina = calcom.school.addUser({ name: 'Ina Host', email: 'ina@school.example' });
	const type = calcom.school.addEventType({ title: 'Level check', ownerId: ina.id });
	calcom.school.addWebhook({ ownerId: ina.id, subscriberUrl: 'http://127.0.0.1/stage' });
	const run = Date.now().toString(36);
	const first = Math.floor(Date.now() / dayMs) * dayMs + 2 * dayMs;
	const uids = new Map<number, string>();
	const steps = Array.from({ length: bookings }, (_, number) => {
		const person = { name: 'Jo Doe', email: `away-${run}-${number % 10}@family.example` };
		const start = first + number * 3_600_000;
		const book = async () => {
			const { booking } = await calcom.play.book({ type, start, person });
			uids.set(number, booking.uid);
		};
		const change = async () => {
			const uid = uids.get(number) ?? '';
			const fate = Math.floor(number / 3) % 3;
			if (fate === 0) return;
			if (fate === 1) await calcom.play.cancel(uid);
			else await calcom.play.move(uid, { start: start + 1_800_000 });
		};
		return { third: number % 3, book, change };
	});
	const of = (third: number) => steps.filter((one) => one.third === third);
	const books = (third: number) => of(third).map(({ book }) => book);
	const changes = (third: number) => of(third).map(({ change }) => change);
	return {
		before: [...books(0), ...books(1)],
		during: [...books(2), ...changes(0)],
		after: [...changes(1), ...changes(2)],
	};
}

/** Nothing is unfinished, and n8n runs nothing. */
async function untilDone(stage: Stage): Promise<void> {
	const deadline = Date.now() + giveUpAfterMs;
	while (Date.now() < deadline) {
		const [row] = await stage.rows(
			"SELECT COUNT(*) AS n FROM webhook_events WHERE status IN ('received', 'processing', 'failed')",
		);
		if (Number(row?.['n']) === 0 && executionsUnderWay(stage.home) === 0) return;
		await wait(500);
	}
}
