import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { BookingEvent } from '../core/domain/event';
import { itemOf } from '../core/n8n/item';
import { byOutput } from '../core/n8n/routes';
import { type Line, lineOf } from '../core/n8n/sharing/line';
import { answer } from '../core/services/answers';
import type { Answer } from '../core/services/reception';

/** Cal.com gets its answer after this time, whatever the database does. */
const answerMs = 14_000;

/** A recorded event whose branch starts now. */
export interface Starting {
	event: BookingEvent;
	rawBody: { rawBody?: IDataObject };
	/** Milliseconds since 1970. */
	arrivedAt: number;
}

export type Start = (functions: IWebhookFunctions, starting: Starting) => IWebhookResponseData;

/** Starts an execution for one event. */
export function startAlone(
	functions: IWebhookFunctions,
	{ event, rawBody, arrivedAt }: Starting,
): IWebhookResponseData {
	const atOnce = isAnsweredAtOnce(functions);
	const answerBy = new Date(arrivedAt + answerMs).toISOString();
	const item = itemOf(event, { ...(atOnce ? { answered: true } : { answerBy }), ...rawBody });
	const workflowData = byOutput([{ event, item }]);
	if (!atOnce) return { workflowData };
	return { ...respond(functions, answer('accepted', { event: event.event.id })), workflowData };
}

/**
 * The deliveries that this one may share an execution with. In queue mode another process runs the
 * execution, and could not answer them.
 */
export function sharedLine(functions: IWebhookFunctions): Line | null {
	if (!functions.getNodeParameter('shareExecutions', false)) return null;
	if (functions.getMode() !== 'webhook' || process.env.EXECUTIONS_MODE === 'queue') return null;
	return lineOf(functions.getWorkflow().id ?? '', functions.getNode().id);
}

/**
 * Adds the event of a delivery, if it starts one, to the next execution of the line. n8n starts that
 * execution for the delivery that joined first; each delivery is answered on its own.
 *
 * @param receive receives the delivery
 */
export async function startShared(
	line: Line,
	receive: (start: Start) => Promise<IWebhookResponseData>,
): Promise<IWebhookResponseData> {
	let turn: ReturnType<Line['join']> = null;
	const response = await line.arrive(
		async () =>
			await receive((functions, starting) => {
				turn = join(functions, line, starting);
				return { noWebhookResponse: true };
			}),
	);
	const inTurn = turn as ReturnType<Line['join']>;
	return inTurn ? { ...response, workflowData: byOutput(await inTurn()) } : response;
}

function join(
	functions: IWebhookFunctions,
	line: Line,
	{ event, rawBody, arrivedAt }: Starting,
): ReturnType<Line['join']> {
	const { id: eventId } = event.event;
	const answerBy = new Date(arrivedAt + answerMs);
	const give = (given: Answer) => void respond(functions, given);
	if (!isAnsweredAtOnce(functions)) {
		return line.join(event, rawBody, { eventId, answerBy, respond: give });
	}
	give(answer('accepted', { event: eventId }));
	return line.join(event, { answered: true, ...rawBody }, { eventId, answerBy, respond: () => {} });
}

function isAnsweredAtOnce(functions: IWebhookFunctions): boolean {
	return functions.getNodeParameter('respond') === 'atOnce';
}

/** Answers Cal.com, instead of n8n. */
export function respond(
	functions: IWebhookFunctions,
	{ status, body }: Answer,
): IWebhookResponseData {
	functions.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
