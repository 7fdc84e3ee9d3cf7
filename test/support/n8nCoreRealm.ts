import { types } from 'node:util';
process.env['N8N_LOG_LEVEL'] = 'silent';

// Jest runs tests in a realm whose `Error` is not the one of Node's own errors (ECONNREFUSED, …), so that
// `instanceof Error` would be false here and true in n8n. Classes that extend Error are left as they are.
const ordinary = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
	configurable: true,
	value(this: unknown, value: unknown) {
		return (this === Error && types.isNativeError(value)) || ordinary.call(this as never, value);
	},
});
