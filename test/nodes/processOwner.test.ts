import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { processOwner } from '../../nodes/core/n8n/processOwner';

const n8n = { getInstanceId: () => 'an n8n' };
const start = (pid: number) =>
	readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';

describe('the process that owns events', () => {
	const { name, isGone } = processOwner(n8n);
	const [place = '', namespace = '', pid = ''] = (name ?? '').split(':');
	const named = (...parts: string[]) => [place, namespace, ...parts].join(':');

	it('is the same at every call, and not gone', () => {
		expect(processOwner(n8n).name).toBe(name);
		expect(pid).toBe(String(process.pid));
		expect(isGone(name ?? '')).toBe(false);
	});

	it('is gone when its process has ended, and only then', async () => {
		const child = spawn('sleep', ['60']);
		const other = named(String(child.pid), start(child.pid ?? 0));
		expect(isGone(other)).toBe(false);
		child.kill();
		await once(child, 'exit');
		expect(isGone(other)).toBe(true);
	});

	it('is gone when another process has its PID, or its container was restarted', () => {
		expect(isGone(named(pid, '1'))).toBe(true);
		expect(isGone([place, 'another', pid, '1'].join(':'))).toBe(true);
	});

	it('is never considered gone on another host, by another n8n, or with an unknown form of name', () => {
		const elsewhere = processOwner({ getInstanceId: () => 'another n8n' });
		expect(isGone(elsewhere.name ?? '')).toBe(false);
		expect(elsewhere.isGone(named(pid, '1'))).toBe(false);
		for (const odd of ['', ':::', place]) expect(isGone(odd)).toBe(false);
	});

	it('owns nothing in queue mode, where workers run the executions it starts', () => {
		process.env['EXECUTIONS_MODE'] = 'queue';
		try {
			expect(processOwner(n8n).name).toBeNull();
			expect(processOwner(n8n).isGone(named(pid, '1'))).toBe(false);
		} finally {
			delete process.env['EXECUTIONS_MODE'];
		}
	});
});
