import type { ChildProcess } from 'node:child_process';

export function guardChild(pid: number): () => void;
export function killGroup(pid: number, signal: NodeJS.Signals): void;
export function forwardSignals(child: ChildProcess): {
	forward(signal: NodeJS.Signals): void;
	dismiss(): void;
};
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number;
