'use strict';

const { spawn } = require('child_process');
const { constants } = require('os');

/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** One Ctrl-C reaches us twice: from the terminal and, forwarded, from npm. */
const SAME_SIGNAL_MS = 500;

/**
 * Reads until its parent writes a line (the child is gone) or is gone itself, however it went. Then it
 * asks the child to stop and, half a minute later, ends what is left of the child's process group.
 */
const SCRIPT = `read -r _ && exit
	kill -TERM "$1"
	n=0; while kill -0 "$1" && [ $n -lt 60 ]; do sleep 0.5; n=$((n + 1)); done
	kill -KILL "-$1"`;

/**
 * Makes sure that a child and its process group do not outlive this process, not even when this process
 * is killed with SIGKILL. Plain JavaScript, because it runs before any package is installed.
 *
 * @param {number} pid of a child that leads its own process group
 * @returns {() => void} to be called when the child is gone
 */
function guardChild(pid) {
	const guard = spawn('sh', ['-c', SCRIPT, 'sh', String(pid)], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	guard.on('error', () => {});
	guard.stdin.on('error', () => {});
	return () => guard.stdin.end('done\n');
}

/**
 * Sends a signal to a process group; nothing happens where nobody is left in it.
 *
 * @param {number} pid of the group's leader
 * @param {NodeJS.Signals} signal
 */
function killGroup(pid, signal) {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		// ESRCH: nobody left. EPERM: macOS says so of a group of zombies, Linux of one run by sudo.
		if (!['ESRCH', 'EPERM'].includes(error.code)) throw error;
	}
}

/**
 * Passes the signals that ask this process to end on to a child, one within half a second only once.
 *
 * @param {import('child_process').ChildProcess} child
 * @returns {{ forward(signal: NodeJS.Signals): void, dismiss(): void }} `dismiss` is to be called when the
 * child is gone; `forward` sends one more signal under the same rule
 */
function forwardSignals(child) {
	const last = {};
	const forward = (signal) => {
		const now = Date.now();
		if (now - (last[signal] || 0) >= SAME_SIGNAL_MS) child.kill(signal);
		last[signal] = now;
	};
	SIGNALS.forEach((signal) => process.on(signal, forward));
	const dismiss = () => SIGNALS.forEach((signal) => process.removeListener(signal, forward));
	return { forward, dismiss };
}

/**
 * The exit code of a shell for a child that ended: 128 + n for signal n.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 * @returns {number}
 */
function exitCodeOf(code, signal) {
	return signal ? 128 + constants.signals[signal] : (code ?? 1);
}

module.exports = { exitCodeOf, forwardSignals, guardChild, killGroup };
