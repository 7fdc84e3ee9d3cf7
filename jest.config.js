'use strict';

const { compilerOptions } = require('./tsconfig.json');

const MINUTE_MS = 60_000;
const SERIAL_RUNNER = '<rootDir>/test/support/serialRunner.js';
const SERVERS = {
	globalSetup: '<rootDir>/test/support/servers.ts',
	globalTeardown: '<rootDir>/test/support/stopServers.ts',
};

/** One group of tests: its name, its folders under test/, and what differs from the others. */
function project(name, folders, { timeoutMs, serial = false, servers = false }) {
	return {
		displayName: name,
		roots: ['<rootDir>/test'],
		testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
		modulePathIgnorePatterns: ['/dist/', '/\\.mtl/', '<rootDir>/runner/n8n/'],
		testEnvironment: 'node',
		globals: { timeoutMs },
		setupFilesAfterEnv: ['<rootDir>/test/support/timeout.ts'],
		transform: {
			'\\.ts$': [
				'ts-jest',
				{ diagnostics: false, tsconfig: { ...compilerOptions, isolatedModules: true } },
			],
		},
		...(serial && { runner: SERIAL_RUNNER }),
		...(servers && SERVERS),
	};
}

module.exports = {
	verbose: true,
	projects: [
		project('unit', ['domain', 'calcom', 'unit'], { timeoutMs: MINUTE_MS / 2 }),
		project('db', ['db'], { timeoutMs: 2 * MINUTE_MS, servers: true }),
		project('nodes', ['nodes'], { timeoutMs: 2 * MINUTE_MS, servers: true }),
		project('workflows', ['workflows'], { timeoutMs: 2 * MINUTE_MS, servers: true }),
		project('package', ['package'], { timeoutMs: 2 * MINUTE_MS }),
		project('e2e', ['e2e'], { timeoutMs: 10 * MINUTE_MS, serial: true }),
	],
};
