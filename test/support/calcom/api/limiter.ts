export interface Limits {
	/** Requests in a window. */
	limit: number;
	/** A minute on a real server; shorter in tests, the headers follow. */
	windowMs: number;
}

interface Window {
	since: number;
	count: number;
	blockedUntil: number;
}

/** Cal.com's limiter: counts before it asks whose key it is, and blocks for a window. */
export class Limiter {
	private readonly windows = new Map<string, Window>();

	constructor(
		readonly limits: Limits,
		private readonly now: () => number,
	) {}

	/** Counts a request. `Reset` is in seconds that are left. */
	count(tracker: string, limit = this.limits.limit) {
		const { windowMs } = this.limits;
		const now = this.now();
		let window = this.windows.get(tracker);
		const over = window && (window.blockedUntil || window.since + windowMs) <= now;
		if (!window || over) window = { since: now, count: 0, blockedUntil: 0 };
		this.windows.set(tracker, window);
		window.count++;
		if (window.count > limit && !window.blockedUntil) window.blockedUntil = now + windowMs;
		const until = window.blockedUntil || window.since + windowMs;
		return {
			allowed: window.count <= limit,
			headers: {
				'X-RateLimit-Limit-Default': String(limit),
				'X-RateLimit-Remaining-Default': String(Math.max(0, limit - window.count)),
				'X-RateLimit-Reset-Default': String(Math.ceil((until - now) / 1000)),
			},
		};
	}
}
