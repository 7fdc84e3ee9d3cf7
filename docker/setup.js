'use strict';

/**
 * What has to be there before n8n starts in a container: the database's tables, the two
 * credentials and the workflows. Run by the entrypoint (`docker compose run --rm setup`); safe to
 * run again. A workflow is imported once; people's edits stay, unless --take-workflows is given.
 */

const { execFileSync } = require('node:child_process');
const { existsSync, mkdtempSync, readdirSync, readFileSync } = require('node:fs');
const { rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { URL } = require('node:url');

const packageFolder = process.env.MTL_PACKAGE_FOLDER || '/opt/n8n-nodes-mtl';
const userFolder = process.env.N8N_USER_FOLDER || '/home/node';
const notePath = join(userFolder, '.n8n/mtl-workflows.json');
const takeWorkflows = process.argv.includes('--take-workflows');

/** The value of an environment variable, or the end with a sentence. */
function required(name) {
	const value = process.env[name];
	if (value) return value;
	console.error(`${name} is not set; see docker/mtl.env.example.`);
	process.exit(1);
}

function databaseUrl() {
	if (process.env.MTL_DATABASE_URL) return process.env.MTL_DATABASE_URL;
	return `mysql://mtl:${encodeURIComponent(required('MARIADB_PASSWORD'))}@database:3306/mtl`;
}

function run(command, args) {
	execFileSync(command, args, { stdio: 'inherit' });
}

function credentials(address) {
	const url = new URL(address);
	const data = {
		host: url.hostname,
		port: Number(url.port || 3306),
		user: decodeURIComponent(url.username),
		password: decodeURIComponent(url.password),
		database: decodeURIComponent(url.pathname.slice(1)),
		tls: url.searchParams.get('tls') || 'off',
	};
	const secret = required('CALCOM_WEBHOOK_SECRET');
	const previousSecret = process.env.CALCOM_PREVIOUS_WEBHOOK_SECRET || '';
	return [
		{ id: 'mtlDatabase000001', name: 'MTL database', type: 'mtlDatabaseApi', data },
		{
			id: 'mtlCalCom00000001',
			name: 'Cal.com webhook',
			type: 'mtlCalComWebhookApi',
			data: { secret, previousSecret },
		},
	];
}

function importCredentials(address) {
	const folder = mkdtempSync(join(tmpdir(), 'mtl-'));
	try {
		const path = join(folder, 'credentials.json');
		writeFileSync(path, JSON.stringify(credentials(address)), { mode: 0o600 });
		run('n8n', ['import:credentials', `--input=${path}`]);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function importWorkflows() {
	const imported = existsSync(notePath) ? JSON.parse(readFileSync(notePath, 'utf8')) : [];
	const folder = join(packageFolder, 'workflows');
	for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
		const path = join(folder, file);
		const { id, name, active } = JSON.parse(readFileSync(path, 'utf8'));
		if (imported.includes(id) && !takeWorkflows) {
			console.log(`"${name}" is there already; --take-workflows replaces it by this version.`);
			continue;
		}
		run('n8n', ['import:workflow', `--input=${path}`]);
		if (active) run('n8n', ['publish:workflow', `--id=${id}`]);
		imported.push(id);
		writeFileSync(notePath, JSON.stringify([...new Set(imported)]));
	}
}

const address = databaseUrl();
// By the environment, so that the password is on no command line.
process.env.MTL_DATABASE_URL = address;
run('node', [join(packageFolder, 'dist/cli.js'), 'migrate']);
importCredentials(address);
importWorkflows();
