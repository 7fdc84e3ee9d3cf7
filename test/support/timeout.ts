// Jest ignores `testTimeout` inside `projects`.
jest.setTimeout((globalThis as unknown as { timeoutMs: number }).timeoutMs);
