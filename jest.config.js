'use strict';

const { compilerOptions } = require('./tsconfig.json');

const MINUTE_MS = 60_000;
const LANES_RUNNER = '<rootDir>/test/support/lanesRunner.js';
/** What real things a group of tests runs on: `test/support/<name>.ts` starts them, once for all its tests. */
const setUp = (name) => ({
	globalSetup: `<rootDir>/test/support/${name}.ts`,
	globalTeardown: '<rootDir>/test/support/tearDown.ts',
});

/** One group of tests: its name, its folders under test/, and what differs from the others. */
function project(name, folders, { timeoutMs, lanes = false, setup }) {
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
		...(lanes && { runner: LANES_RUNNER }),
		...(setup && setUp(setup)),
	};
}

module.exports = {
	verbose: true,
	// `npm test` gives each run a temporary folder of its own.
	cacheDirectory: '<rootDir>/node_modules/.cache/jest',
	// Jest leaves one core to itself, and our tests wait for the database half of their time.
	maxWorkers: '100%',
	projects: [
		project('unit', ['domain', 'calcom', 'cli', 'runner', 'faults', 'simulate'], {
			timeoutMs: MINUTE_MS / 2,
		}),
		project('lives', ['lives', 'calcom-standin'], { timeoutMs: 5 * MINUTE_MS }),
		project('db', ['db'], { timeoutMs: 10 * MINUTE_MS, setup: 'servers' }),
		project('nodes', ['nodes'], { timeoutMs: 2 * MINUTE_MS, setup: 'servers' }),
		project('workflows', ['workflows'], { timeoutMs: 2 * MINUTE_MS, setup: 'servers' }),
		project('package', ['package'], { timeoutMs: 2 * MINUTE_MS }),
		project('e2e', ['e2e'], { timeoutMs: 10 * MINUTE_MS, lanes: true, setup: 'instance' }),
	],
};
