'use strict';

/** A failure whose message is meant for the person at the screen: what happened and what to do. */
class RunnerError extends Error {
	name = 'RunnerError';
}

module.exports = { RunnerError };
