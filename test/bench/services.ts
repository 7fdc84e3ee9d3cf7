import { createConnection, createPool, type RowDataPacket } from 'mysql2/promise';

import { defaultEvents } from '../../nodes/core/calcom/events';
import { type Db, openDatabase } from '../../nodes/core/db/connection';
import { migrate } from '../../nodes/core/db/migration/migrate';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import type { BookingEvent } from '../../nodes/core/domain/event';
import { defaultParseSettings } from '../../nodes/core/domain/parseSettings';
import { applyEvent } from '../../nodes/core/services/applyEvent';
import { receiveDelivery } from '../../nodes/core/services/receiveDelivery';
import { BenchError } from './benchError';
import { type Delivery, makeDeliveries } from './bookings';
import type { RunningBench } from './startBench';
import { median } from './statistics';
import { recordStatements, type Script } from './statements';

/** Events per second in one round. */
interface Round {
	services: number;
	handWritten: number;
}

const poolSize = 5;
const atOnce = 8;
/** Deliveries until V8 has compiled what runs often, as in an n8n that has been running for a while. */
const warmUp = 1500;
/** What the steps of the shipped workflow are set to. */
export const applySettings = {
	assignTeacher: true,
	origin: { reference: null, sourceDetail: 'website_direct' },
	timeZone: 'UTC',
};

/**
 * Our services without n8n, from the bytes of a delivery to the finished event, beside a script that
 * sends the same statements over mysql2 and does nothing else. Both leave the same rows.
 */
export async function measureServices(
	{ adminUrl, secret }: Pick<RunningBench, 'adminUrl' | 'secret'>,
	{ rounds, requests }: { rounds: number; requests: number },
	say: (line: string) => void,
): Promise<string> {
	const ours = await makeTables(adminUrl, 'bench_services');
	const other = await makeTables(adminUrl, 'bench_statements');
	const db = openDatabase(settingsFromUrl(ours, poolSize));
	const pool = createPool({ uri: other, connectionLimit: poolSize });
	try {
		const script = await recordOne(ours, secret);
		const measureBoth = async (count: number): Promise<Round> => {
			const services = await rateOf(makeDeliveries(count, secret), async (delivery) => {
				await serve(db, delivery, secret);
			});
			const handWritten = await rateOf(makeDeliveries(count, secret), async (delivery) => {
				await script.run(pool, delivery);
			});
			return { services, handWritten };
		};
		await measureBoth(warmUp);
		const all: Round[] = [];
		for (let number = 1; number <= rounds; number++) {
			const { services, handWritten } = await measureBoth(requests);
			all.push({ services, handWritten });
			say(
				`    Round ${number}: services ${services.toFixed(0)}/s, statements ${handWritten.toFixed(0)}/s`,
			);
		}
		await requireSame(adminUrl, warmUp + rounds * requests);
		return linesOf(all, script);
	} finally {
		await db.destroy();
		await pool.end();
	}
}

/** Does all that n8n does with one delivery, without n8n. */
export async function serve(db: Db, delivery: Delivery, secret: string): Promise<void> {
	await applyEvent(db, await record(db, delivery, secret), applySettings);
}

/** Puts a delivery into the inbox, as the trigger does. */
export async function record(
	db: Db,
	{ body, signature }: Delivery,
	secret: string,
): Promise<BookingEvent> {
	const delivery = { rawBody: body, signature, receivedAt: new Date() };
	const settings = { secrets: [secret], events: defaultEvents, parse: defaultParseSettings };
	const received = await receiveDelivery(async () => await Promise.resolve(db), delivery, settings);
	if (!received.start || received.fault) throw new BenchError('A delivery was not recorded.');
	return received.event;
}

/** Deliveries that recording needs. */
const recording = 2;

/** The statements for one delivery. */
async function recordOne(url: string, secret: string): Promise<Script> {
	const [first, second] = makeDeliveries(recording, secret);
	if (!first || !second) throw new BenchError('There are no deliveries.');
	return await recordStatements(
		url,
		second,
		async (db) => await serve(db, second, secret),
		async (db) => await serve(db, first, secret),
	);
}

async function rateOf(
	deliveries: readonly Delivery[],
	work: (delivery: Delivery) => Promise<void>,
): Promise<number> {
	const waiting = deliveries.values();
	const lane = async () => {
		for (const delivery of waiting) await work(delivery);
	};
	const startedAt = performance.now();
	await Promise.all(Array.from({ length: atOnce }, lane));
	return (deliveries.length / (performance.now() - startedAt)) * 1000;
}

/** Ids of different tables never look alike, so that a script can tell them apart. */
const firstIds = { webhook_events: 1e7, leads: 2e7, bookings: 3e7, activities: 4e7 };

/** A new database with our tables. Returns its URL. */
export async function makeTables(adminUrl: string, name: string): Promise<string> {
	const admin = await createConnection({ uri: adminUrl });
	await admin.query(`DROP DATABASE IF EXISTS ${name}`);
	await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
	const url = `${adminUrl.replace(/\/+$/, '')}/${name}`;
	const db = openDatabase(settingsFromUrl(url, 1));
	await migrate(db);
	await db.destroy();
	for (const [table, id] of Object.entries(firstIds))
		await admin.query(`ALTER TABLE ${name}.${table} AUTO_INCREMENT = ${id + 1}`);
	await admin.end();
	return url;
}

const tables = [...Object.keys(firstIds), 'booking_history', 'booking_references'];

/** Throws BenchError unless both have left the same numbers of rows. */
async function requireSame(adminUrl: string, sent: number): Promise<void> {
	const admin = await createConnection({ uri: adminUrl });
	try {
		for (const table of tables) {
			const [[row]] = await admin.query<RowDataPacket[]>(
				`SELECT (SELECT COUNT(*) FROM bench_services.${table}) AS ours,
					(SELECT COUNT(*) FROM bench_statements.${table}) AS theirs`,
			);
			const ours = Number(row?.['ours']) - recording;
			if (ours === sent && Number(row?.['theirs']) === sent) continue;
			throw new BenchError(`${table} has ${ours} and ${row?.['theirs']} rows instead of ${sent}.`);
		}
	} finally {
		await admin.end();
	}
}

function linesOf(rounds: readonly Round[], { count }: Script): string {
	const ratios = rounds.map(({ services, handWritten }) => services / handWritten);
	const ratio = median(ratios);
	const rate = (key: keyof Round) => median(rounds.map((round) => round[key])).toFixed(0);
	return [
		`From the bytes of a delivery to the finished event, ${atOnce} at a time over ${poolSize} connections: ` +
			`${rate('services')} events/s. The same ${count} statements sent over mysql2, and nothing else: ${rate('handWritten')} events/s.`,
		'',
		`Ratio **${ratio.toFixed(2)}** (per round: ${ratios.map((one) => one.toFixed(2)).join(' ')}; goal ≥ 0.9: ${ratio >= 0.9 ? 'met' : 'not met'}). Both left the same rows.`,
	].join('\n');
}
