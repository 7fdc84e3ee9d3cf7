'use strict';

const path = require('path');
const { default: TestRunner } = require('jest-runner');

const ALONE = path.join(__dirname, '../e2e/alone') + path.sep;

/**
 * Jest's own runner on two lanes. Tests of the one instance that all share run one file after the other in Jest's own
 * process. Beside them, one worker runs the files in `e2e/alone`, which start instances of their own and mostly wait.
 */
module.exports = class LanesRunner extends TestRunner {
	isSerial = true;

	constructor(globalConfig, context) {
		super({ ...globalConfig, maxWorkers: 1 }, context);
	}

	async runTests(tests, watcher, options) {
		const isAlone = (test) => test.path.startsWith(ALONE);
		const lanes = [
			[tests.filter((test) => !isAlone(test)), true],
			[tests.filter(isAlone), false],
		].filter(([lane]) => lane.length > 0);
		await Promise.all(
			lanes.map(async ([lane, serial]) => super.runTests(lane, watcher, { ...options, serial })),
		);
	}
};
