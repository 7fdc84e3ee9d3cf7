import { openDatabase } from '../../nodes/core/db/connection';
import { settingsFromUrl } from '../../nodes/core/db/settings';
import { deskPages } from '../support/deskPages';
import { makeLarge, scansOf, sizesLine } from './large';
import { table } from './results';
import type { RunningBench } from './startBench';
import { median } from './statistics';

const goalMs = 100;
/** As many connections as a credential has unless it is changed. */
const poolSize = 5;

/** How long the desk takes to read and to write its pages in a large school. */
export async function measureDesk(
	{ adminUrl, secret }: Pick<RunningBench, 'adminUrl' | 'secret'>,
	rounds: number,
	say: (line: string) => void,
): Promise<string> {
	const url = await makeLarge(adminUrl, secret, say);
	const db = openDatabase(settingsFromUrl(url, poolSize));
	const rows = [];
	try {
		for (const [name, read] of Object.entries(await deskPages(db, 150_000))) {
			const times: number[] = [];
			for (let round = -2; round < rounds; round++) {
				const started = performance.now();
				await read(db);
				if (round >= 0) times.push(performance.now() - started);
			}
			const middle = median(times);
			const goal = `< ${goalMs}: ${middle < goalMs ? 'met' : 'not met'}`;
			const most = Math.max(...times).toFixed(0);
			rows.push([name, `**${middle.toFixed(0)}**`, most, goal, await scansOf(read, url)]);
			say(`    ${rows.at(-1)?.join('  ')}`);
		}
	} finally {
		await db.destroy();
	}
	return [
		...table(['page', 'median, ms', 'most, ms', 'goal', 'whole tables read'], rows),
		'',
		`${rounds} times each, after two that are not counted: what the database answers, and the page made of it, without n8n. ${sizesLine}.`,
	].join('\n');
}
