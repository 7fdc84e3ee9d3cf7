import { execFileSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const ONE_WAY = /Imports go one way/;
const NODES_ABOVE = /Nodes use the core/;
const N8N_ABOVE = /n8n-workflow is known to/;
const SQL_BELOW = /mysql2 and kysely are known to/;
const NO_CLOCK = /told the time by its callers/;
const SERVICES_BETWEEN = /Nodes call the services/;
const STATIC = /Import at the top of the file/;

/** Where a source stands, one statement of it, and what ESLint says about it. */
type Planted = [filePath: string, text: string, expected: RegExp];

const REFUSED: Planted[] = [
	['domain/lead.ts', "import { z } from '../calcom/shapes';", ONE_WAY],
	['domain/lead.ts', "import type { Database } from '../db/connection';", ONE_WAY],
	['domain/deep/lead.ts', "import { applyEvent } from '../../services/applyEvent';", ONE_WAY],
	['domain/lead.ts', "import { itemLoop } from '../n8n/itemLoop';", ONE_WAY],
	['domain/lead.ts', "import { Mtl } from '../../Mtl/Mtl.node';", NODES_ABOVE],
	['domain/lead.ts', "import { fields } from '../../../credentials/fields';", ONE_WAY],
	['domain/lead.ts', "import { LoggerProxy } from 'n8n-workflow';", N8N_ABOVE],
	['domain/lead.ts', "import { createPool } from 'mysql2';", SQL_BELOW],
	['domain/lead.ts', "import type { Kysely } from 'kysely';", SQL_BELOW],
	['domain/lead.ts', 'export const today = new Date();', NO_CLOCK],
	['domain/lead.ts', 'export const nowMs = Date.now();', NO_CLOCK],
	['domain/lead.ts', 'export const now = DateTime.utc();', NO_CLOCK],
	['domain/lead.ts', "export const db = import('../db/connection');", STATIC],
	['calcom/shapes.ts', "export { connect } from '../db/connection';", ONE_WAY],
	['calcom/shapes.ts', "import { record } from '../services/record';", ONE_WAY],
	['calcom/shapes.ts', "import type { INode } from 'n8n-workflow';", N8N_ABOVE],
	['calcom/shapes.ts', "import { sql } from 'kysely';", SQL_BELOW],
	['db/leads.ts', "import { record } from '../services/record';", ONE_WAY],
	['db/leads.ts', "import { itemLoop } from '../n8n/itemLoop';", ONE_WAY],
	['db/leads.ts', "import type { INode } from 'n8n-workflow';", N8N_ABOVE],
	['services/record.ts', "import { itemLoop } from '../n8n/itemLoop';", ONE_WAY],
	['services/record.ts', "import type { INode } from 'n8n-workflow';", N8N_ABOVE],
	['services/record.ts', "import { sql } from 'kysely';", SQL_BELOW],
	['services/record.ts', "import { createPool } from 'mysql2/promise';", SQL_BELOW],
	['services/record.ts', "import { eraseLead } from '../erasure/eraseLead';", ONE_WAY],
	['n8n/itemLoop.ts', "import { eraseLead } from '../erasure/eraseLead';", ONE_WAY],
	['erasure/eraseLead.ts', "import { sql } from 'kysely';", SQL_BELOW],
	['../Mtl/router.ts', "import { eraseLead } from '../core/erasure/eraseLead';", ONE_WAY],
	['n8n/itemLoop.ts', "import { Mtl } from '../../Mtl/Mtl.node';", NODES_ABOVE],
	['n8n/itemLoop.ts', "import { sql } from 'kysely';", SQL_BELOW],
	['n8n/itemLoop.ts', "import { main } from '../../../runner/main';", ONE_WAY],
	['../Mtl/router.ts', "import { sql } from 'kysely';", SQL_BELOW],
	['../Mtl/router.ts', "import { seed } from '../../test/support/seed';", ONE_WAY],
	[
		'../Mtl/router.ts',
		"import { findLead } from '../core/db/repositories/leads';",
		SERVICES_BETWEEN,
	],
	['../Mtl/router.ts', "import { attempt } from '../core/db/transaction';", SERVICES_BETWEEN],
	[
		'../Mtl/actions/lead/get.ts',
		"import type { LeadRow } from '../../../core/db/tables';",
		SERVICES_BETWEEN,
	],
	['../Mtl/router.ts', "import { openDatabase } from '../core/db/connection';", SERVICES_BETWEEN],
	['../../credentials/X.credentials.ts', "import { createPool } from 'mysql2';", SQL_BELOW],
	['../../cli/migrate.ts', "import { LoggerProxy } from 'n8n-workflow';", N8N_ABOVE],
];

const ACCEPTED: Planted[] = [
	['erasure/repositories/rows.ts', "import { sql } from 'kysely';"],
	['../Mtl/actions/lead/erase.ts', "import { eraseLead } from '../../../core/erasure/eraseLead';"],
	['domain/lead.ts', "import { normaliseEmail } from './email';"],
	['domain/lead.ts', "import { DateTime } from 'luxon';"],
	['domain/lead.ts', 'export const at = (iso: string) => DateTime.fromISO(iso).toUTC();'],
	['domain/lead.ts', 'export const at = (ms: number) => new Date(ms);'],
	['calcom/shapes.ts', "import * as z from 'zod/v4';"],
	['calcom/shapes.ts', "import type { BookingEvent } from '../domain/event';"],
	['db/leads.ts', "import { sql } from 'kysely';"],
	['db/leads.ts', "import type { Lead } from '../domain/lead';"],
	['services/record.ts', "import type { Database } from '../db/connection';"],
	['services/record.ts', "import { findLead } from '../db/leads';"],
	['n8n/itemLoop.ts', "import { NodeOperationError } from 'n8n-workflow';"],
	['n8n/itemLoop.ts', "import { record } from '../services/record';"],
	['n8n/database.ts', "import { settingsOf } from './credentials';"],
	['../Mtl/router.ts', "import { itemLoop } from '../core/n8n/itemLoop';"],
	['../Mtl/router.ts', "import { NodeOperationError } from 'n8n-workflow';"],
	['../Mtl/router.ts', "import type { Db } from '../core/db/connection';"],
	['../../cli/migrate.ts', "import { connect } from '../nodes/core/db/connection';"],
].map(([filePath, text]) => [filePath, text, /^$/] as Planted);

describe('the layers of the source', () => {
	const planted = [...REFUSED, ...ACCEPTED];
	let messages: string[][];

	beforeAll(() => {
		const sources = planted.map(([filePath, text]) => ({
			filePath: path.join(ROOT, 'nodes/core', filePath),
			text,
		}));
		const output = execFileSync(process.execPath, [path.join(__dirname, 'lintTexts.mjs')], {
			cwd: ROOT,
			input: JSON.stringify(sources),
			encoding: 'utf8',
		});
		messages = JSON.parse(output) as string[][];
	});

	const messageOf = (source: Planted) => messages[planted.indexOf(source)];

	it.each(REFUSED.map((source) => [...source, source] as const))(
		'nodes/core/%s may not say: %s',
		(_filePath, _text, expected, source) => {
			expect(messageOf(source)).toEqual([expect.stringMatching(expected)]);
		},
	);

	it.each(ACCEPTED.map((source) => [source[0], source[1], source] as const))(
		'nodes/core/%s may say: %s',
		(_filePath, _text, source) => {
			expect(messageOf(source)).toEqual([]);
		},
	);
});
