import type { MtlError } from '../domain/errors';
import type { BookingEvent } from '../domain/event';
import type { ParseSettings } from '../domain/parseSettings';
import type { Db } from '../db/connection';
import type { Refusal } from './answers';

/** Cal.com's largest real bodies are about 30 kB. */
export const maxBodyBytes = 1024 * 1024;

export interface RawDelivery {
	/** The bytes as received. */
	rawBody: Buffer;
	/** `X-Cal-Signature-256`. */
	signature: string | string[] | undefined;
	receivedAt: Date;
}

export interface ReceiveSettings {
	/** The valid signing secrets; null if verification is turned off on purpose. */
	secrets: readonly string[] | null;
	/** Trigger events that start the workflow. */
	events: readonly string[];
	parse: ParseSettings;
	/** The n8n process that runs what it records (`Claimer.name`). */
	owner?: string | null;
}

/** A delivery with everything needed to record it. */
export interface Reception {
	/** Opens the database; called only when there is something to record. */
	db: () => Promise<Db>;
	delivery: RawDelivery;
	settings: ReceiveSettings;
}

/** An event that could not be recorded yet, with everything needed to record it later. */
export interface Unrecorded {
	payload: string;
	bodyHash: string;
	reading: string;
}

/** An HTTP answer; `answers` is the catalogue. */
export interface Answer {
	/** HTTP status code. */
	status: number;
	body: Record<string, string | number | number[] | null>;
}

/** The answer to requests that are not, or not provably, from Cal.com. */
export interface Refused extends Answer {
	start: false;
	/** The reason. */
	refused: Refusal;
	/** A line without personal data. */
	log: string;
}

/** The answer to deliveries that start no workflow. */
interface Settled extends Answer {
	start: false;
	refused?: undefined;
	/** A line without personal data. */
	log?: string;
}

/** The answer to deliveries that start the workflow. */
interface Started {
	start: true;
	event: BookingEvent;
	/** What recording the event later needs; null if it is recorded. */
	unrecorded: Unrecorded | null;
	/** Why the event is not recorded: the database is away, or refuses the row. */
	fault: MtlError | null;
}

export type Received = Refused | Settled | Started;
