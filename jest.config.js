'use strict';

const { compilerOptions } = require('./tsconfig.json');

const MINUTE_MS = 60_000;
const SERIAL_RUNNER = '<rootDir>/test/support/serialRunner.js';
/** What real things a group of tests runs on: `test/support/<name>.ts` starts them, once for all its tests. */
const setUp = (name) => ({
	globalSetup: `<rootDir>/test/support/${name}.ts`,
	globalTeardown: '<rootDir>/test/support/tearDown.ts',
});

/** One group of tests: its name, its folders under test/, and what differs from the others. */
function project(name, folders, { timeoutMs, serial = false, setup }) {
	return {
		displayName: name,
		roots: ['<rootDir>/test'],
		testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
		modulePathIgnorePatterns: ['/dist/', '/\\.mtl/', '<rootDir>/runner/n8n/install/'],
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
		...(setup && setUp(setup)),
	};
}

module.exports = {
	verbose: true,
	projects: [
		project('unit', ['domain', 'calcom', 'cli', 'runner', 'faults'], { timeoutMs: MINUTE_MS / 2 }),
		project('lives', ['lives'], { timeoutMs: 5 * MINUTE_MS }),
		project('db', ['db'], { timeoutMs: 10 * MINUTE_MS, setup: 'servers' }),
		project('nodes', ['nodes'], { timeoutMs: 2 * MINUTE_MS, setup: 'servers' }),
		project('workflows', ['workflows'], { timeoutMs: 2 * MINUTE_MS, setup: 'servers' }),
		project('package', ['package'], { timeoutMs: 2 * MINUTE_MS }),
		project('e2e', ['e2e'], { timeoutMs: 10 * MINUTE_MS, serial: true, setup: 'instance' }),
	],
};
