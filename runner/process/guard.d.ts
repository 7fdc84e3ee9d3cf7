export function guardChild(pid: number): () => void;
export function killGroup(pid: number, signal: NodeJS.Signals): void;
