'use strict';

const { default: TestRunner } = require('jest-runner');

/** Jest's own runner, one test file after the other in Jest's own process. */
module.exports = class SerialRunner extends TestRunner {
	isSerial = true;
};
