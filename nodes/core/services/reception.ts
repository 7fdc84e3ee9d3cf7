import type { BookingEvent } from '../domain/event';
import type { ParseSettings } from '../domain/parseSettings';
import type { Db } from '../db/connection';

/** Cal.com's largest real bodies are some 30 kB. */
export const maxBodyBytes = 1024 * 1024;

export interface RawDelivery {
	/** The bytes as received. */
	rawBody: Buffer;
	/** `X-Cal-Signature-256`. */
	signature: string | string[] | undefined;
	receivedAt: Date;
}

export interface ReceiveSettings {
	/** The signing secrets that count now; null where verification was switched off on purpose. */
	secrets: readonly string[] | null;
	/** Trigger events that start the workflow. */
	events: readonly string[];
	parse: ParseSettings;
	/** The n8n process that runs what it records (`Claimer.name`). */
	owner?: string | null;
}

/** A delivery with all that recording it takes. */
export interface Reception {
	/** Opens the database; called only when something is to be recorded. */
	db: () => Promise<Db>;
	delivery: RawDelivery;
	settings: ReceiveSettings;
}

/** An event that could not be recorded yet, with all that recording it later needs. */
export interface Unrecorded {
	payload: string;
	bodyHash: string;
	reading: string;
}

/** An HTTP answer; `answers` holds the catalogue. */
export interface Answer {
	/** HTTP status code. */
	status: number;
	body: Record<string, string | number | number[] | null>;
}

/** The answer to what is not, or not provably, from Cal.com. */
export interface Refused extends Answer {
	start: false;
	/** The reason, one of a closed set. */
	refused: string;
	/** A line without personal data. */
	log: string;
}

/** The answer to what starts no workflow. */
interface Settled extends Answer {
	start: false;
	refused?: undefined;
	/** A line without personal data. */
	log?: string;
}

export type Received =
	| Refused
	| Settled
	| { start: true; event: BookingEvent; unrecorded: Unrecorded | null };
