import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

import type { Claimer } from '../services/retryEvents';

interface OfInstance {
	getInstanceId(): string;
}

/** A process by its place (this n8n on this host), its PID namespace, its PID, and when it started. */
interface Process {
	place: string;
	namespace: string;
	pid: number;
	startedAt: string;
}

/**
 * This n8n process as the owner of events, so that the events it was working on when it died are retried as soon as
 * it is back. In queue mode it owns nothing: a worker may still run what a main process that is gone has started.
 */
export function processOwner(functions: OfInstance): Claimer {
	if (process.env.EXECUTIONS_MODE === 'queue') return { name: null, isGone: () => false };
	const self = thisProcess(functions.getInstanceId());
	const name = nameOf(self);
	return {
		name,
		isGone: (other) => other !== name && isGone(other, self),
	};
}

/**
 * Two processes with one n8n instance id on one host are the same n8n before and after a restart, unless the other
 * still runs. A container that was restarted has a new PID namespace, and nothing of the old one survived.
 */
function isGone(name: string, self: Process): boolean {
	const [place, namespace, pid, startedAt] = name.split(':');
	if (place !== self.place || !startedAt) return false;
	return namespace !== self.namespace || startOf(Number(pid)) !== startedAt;
}

const own = { namespace: namespaceOf(), pid: process.pid, startedAt: startOf(process.pid) };

function thisProcess(instanceId: string): Process {
	const place = createHash('sha256').update(`${instanceId} ${hostname()}`).digest('hex');
	return { place: place.slice(0, 24), ...own };
}

function nameOf({ place, namespace, pid, startedAt }: Process): string {
	return `${place}:${namespace}:${pid}:${startedAt}`;
}

function namespaceOf(): string {
	try {
		return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
	} catch {
		return '';
	}
}

/**
 * When a process started, in clock ticks since boot (`/proc/<pid>/stat`, field 22); `gone` where there is none.
 * Elsewhere than on Linux, a process that runs under the PID counts as the same.
 */
function startOf(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
	} catch {
		return isRunning(pid) ? 'unknown' : 'gone';
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
