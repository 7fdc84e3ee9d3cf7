import { createHash } from 'node:crypto';

import { random } from '../recordedLives';

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Everything that is made up, from a seed: the same seed gives the same school. */
export class Chance {
	private readonly next: () => number;

	constructor(seed: number) {
		this.next = random(seed);
	}

	/** From 0 to 1. */
	share(): number {
		return this.next();
	}

	/** True for the given share of calls. */
	hits(share: number): boolean {
		return share > 0 && this.next() < share;
	}

	between(from: number, to: number): number {
		return Math.floor(from + this.next() * (to - from + 1));
	}

	/** Like the uid of a booking: 22 characters of base58. */
	uid(): string {
		return Array.from({ length: 22 }, () => base58[this.between(0, base58.length - 1)]).join('');
	}

	uuid(): string {
		const hex = createHash('sha256').update(String(this.next())).digest('hex');
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
	}
}
