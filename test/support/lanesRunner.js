'use strict';

const path = require('path');
const { default: TestRunner } = require('jest-runner');

const ALONE = path.join(__dirname, '../e2e/alone') + path.sep;

/**
 * Jest's own runner on two lanes. Tests of the one instance that all share run one file after the other in Jest's own
 * process. Beside them, a worker runs the files in `e2e/alone`, which start instances of their own and mostly wait.
 * When the shared instance has nothing left to do, its lane takes of these files too.
 */
module.exports = class LanesRunner extends TestRunner {
	isSerial = true;

	constructor(globalConfig, context) {
		super({ ...globalConfig, maxWorkers: 1 }, context);
	}

	async runTests(tests, watcher, options) {
		const isAlone = (test) => test.path.startsWith(ALONE);
		const shared = tests.filter((test) => !isAlone(test));
		const alone = tests.filter(isAlone).values();
		const runAlone = async () => {
			for (const test of alone)
				await super.runTests([test], watcher, { ...options, serial: false });
		};
		const runShared = async () => {
			if (shared.length > 0) await super.runTests(shared, watcher, { ...options, serial: true });
			await runAlone();
		};
		await Promise.all([runShared(), runAlone()]);
	}
};
