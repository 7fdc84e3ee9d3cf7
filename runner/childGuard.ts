import { spawn } from 'node:child_process';

// Reads until its parent writes a line (the child is gone) or is gone itself, however it went.
const script = `read -r _ && exit
	kill -TERM "$1"
	n=0; while kill -0 "$1" && [ $n -lt 40 ]; do sleep 0.5; n=$((n + 1)); done
	kill -KILL "-$1"`;

/**
 * Sees to it that a child does not outlive this process, not even when this process is killed with
 * SIGKILL. Returns how to tell the guard that the child is gone.
 */
export function guardChild(pid: number): () => void {
	const guard = spawn('sh', ['-c', script, 'sh', String(pid)], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	guard.on('error', () => {});
	guard.stdin.on('error', () => {});
	return () => guard.stdin.end('done\n');
}
