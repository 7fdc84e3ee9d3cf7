import { resolve } from 'node:path';
import { secretProblem } from '../nodes/core/calcom/secretForm';
import { RunnerError } from './runnerError';

/** What `npm start` was asked for, read once from the environment. */
export interface Settings {
	/** Folder of everything that the runner keeps: data, logs, secrets. Absolute. */
	home: string;
	/** Port of n8n on 127.0.0.1. */
	port: number;
	/** The school's own database, or undefined for the embedded one. */
	databaseUrl: string | undefined;
	/** Cal.com's webhook secret, or undefined if the runner should generate and keep it. */
	webhookSecret: string | undefined;
}

/**
 * Reads MTL_HOME, N8N_PORT, MTL_DATABASE_URL and CALCOM_WEBHOOK_SECRET; an empty value counts as
 * not set. Throws RunnerError with a sentence that names the variable and what it may hold.
 */
export function readSettings(environment: NodeJS.ProcessEnv, projectFolder: string): Settings {
	return {
		home: resolve(projectFolder, environment.MTL_HOME || '.mtl'),
		port: readPort(environment.N8N_PORT || '5678'),
		databaseUrl: readDatabaseUrl(environment.MTL_DATABASE_URL || undefined),
		webhookSecret: readSecret(environment.CALCOM_WEBHOOK_SECRET || undefined),
	};
}

function readSecret(text: string | undefined): string | undefined {
	const problem = text && secretProblem(text, 'CALCOM_WEBHOOK_SECRET');
	if (problem) throw new RunnerError(problem);
	return text;
}

function readPort(text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
		throw new RunnerError(`N8N_PORT is "${text}"; it must be a port number from 1 to 65535.`);
	}
	return port;
}

function readDatabaseUrl(text: string | undefined): string | undefined {
	if (text === undefined) return undefined;
	const expected = 'mysql://user:password@host:3306/database';
	if (!URL.canParse(text)) {
		throw new RunnerError(`MTL_DATABASE_URL is not an address; it must look like ${expected}.`);
	}
	const url = new URL(text);
	if (!['mysql:', 'mariadb:'].includes(url.protocol) || !url.hostname || url.pathname.length < 2) {
		throw new RunnerError(
			`MTL_DATABASE_URL must name a MySQL or MariaDB database, like ${expected}.`,
		);
	}
	return text;
}
