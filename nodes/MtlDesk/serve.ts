import type { IncomingHttpHeaders } from 'node:http';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { DateTime } from 'luxon';

import type { Db } from '../core/db/connection';
import { isAway, MtlError } from '../core/domain/errors';
import { normaliseEmail } from '../core/domain/values/email';
import { isTimeZone } from '../core/domain/values/timeZone';
import { databaseOf } from '../core/n8n/database';
import { wordsOf } from '../core/n8n/errors';
import { type Parameters, parametersOf } from '../core/n8n/parameters';
import { formKey } from '../core/services/desk/formKey';
import * as read from '../core/services/desk/pages';
import { readReports } from '../core/services/desk/reports';
import { refusalsByReason } from '../CalComTrigger/refusals/logRefusal';
import { applyForm } from './changes';
import { formToken, isFormToken } from './formToken';
import { type Html, html, webAddress } from './html';
import { headers } from './layout';
import { bookingPage } from './pages/booking';
import { eventsPage } from './pages/events';
import { mergePage, personPage } from './pages/person';
import { reportsPage } from './pages/reports';
import { upcomingPage } from './pages/upcoming';
import { defaultPath } from './path';
import { csvOf } from './reports/csv';
import { reportTables, tableNames } from './reports/tables';
import { type Problem, problemPage } from './problem';
import { addDeskPath, type SignedIn, signInOf } from './signInHook';
import { type Language, type Texts, textsIn } from './texts';
import { addressOf, type View } from './view';

/** What one request is about, once it is known who sent it. */
interface Visit {
	functions: IWebhookFunctions;
	texts: Texts;
	path: string;
	timeZone: string;
	user: SignedIn;
}

/**
 * Serves a page, or applies a form: who is it, may they, is the form ours, then do it and answer.
 * Only a form that was applied starts the workflow.
 */
export async function serve(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	addDeskPath(this.getNodeParameter('path', defaultPath) as string);
	const request = this.getRequestObject();
	const texts = textsIn[this.getNodeParameter('language', 'en') as Language];
	const path = request.originalUrl.split('?', 1)[0] ?? '';
	const signIn = await signInOf(request, async (session) => await this.validateCookieAuth(session));
	const isForm = request.method === 'POST';
	const signInAddress = signInAddressOf(request.headers, isForm ? path : request.originalUrl);
	const refuse = (problem: Problem, more = {}) =>
		sendProblem(this, problemPage(texts, path, problem, more));
	if (signIn.kind === 'not-set-up') return refuse('setUp');
	if (signIn.kind === 'nobody') {
		return isForm
			? refuse('session', { signIn: signInAddress })
			: redirect(this, 302, signInAddress);
	}
	const { user, isOwner } = signIn;
	if (!isOwner && !isListed(this, user)) return refuse('list', { email: user.email });
	const zone = this.getNodeParameter('timeZone', 'Europe/Amsterdam') as string;
	const timeZone = isTimeZone(zone) ? zone : 'UTC';
	const visit = { functions: this, texts, path, timeZone, user };
	try {
		const db = await databaseOf(this);
		return await (isForm ? takeForm(visit, db) : showPage(visit, db));
	} catch (error) {
		const problem = problemOf(error);
		if (problem === 'fault') this.logger.error(`The desk failed: ${wordsOf(error)}`);
		return refuse(problem, problem === 'changed' ? againOf(this, path) : {});
	}
}

/** Where what a form was about is shown as it is now. */
function againOf(functions: IWebhookFunctions, path: string): { again?: string } {
	const { optionalId } = parametersOf((name) => bodyField(functions, name));
	const booking = optionalId('booking', 'booking');
	if (booking !== null) return { again: addressOf({ path }, 'booking', { id: booking }) };
	const [keep, other] = [optionalId('keep', 'keep'), optionalId('other', 'other')];
	return keep && other ? { again: addressOf({ path }, 'merge', { keep, other }) } : {};
}

/**
 * n8n's sign-in, and back to an address here. n8n leaves its own pages only for a whole address.
 */
function signInAddressOf(headers: IncomingHttpHeaders, back: string): string {
	const given = (name: string) => [headers[name]].flat()[0]?.split(',', 1)[0]?.trim();
	const protocol = given('x-forwarded-proto') ?? 'http';
	const host = given('x-forwarded-host') ?? headers.host ?? '';
	return `/signin?redirect=${encodeURIComponent(`${protocol}://${host}${back}`)}`;
}

/** The owner of n8n could change the list, so they need not be on it. */
function isListed(functions: IWebhookFunctions, { email }: SignedIn): boolean {
	const people = String(functions.getNodeParameter('people', '')).split(/[\s,;]+/);
	const own = normaliseEmail(email);
	return own !== null && people.some((one) => one !== '' && normaliseEmail(one) === own);
}

async function takeForm(visit: Visit, db: Db): Promise<IWebhookResponseData> {
	const { functions, user, timeZone, path, texts } = visit;
	const field = (name: string) => bodyField(functions, name);
	const token = String(field('token') ?? '');
	if (!isFromHere(functions) || !isFormToken(await formKey(db), user.id, token, new Date())) {
		return sendProblem(functions, problemPage(texts, path, 'forged'));
	}
	const by = { email: user.email, name: nameOfUser(user) };
	const { next, item } = await applyForm({ db, field, by, timeZone, path });
	return { ...redirect(functions, 303, next), workflowData: [[{ json: item }]] };
}

function bodyField(functions: IWebhookFunctions, name: string): unknown {
	const body = functions.getBodyData();
	const value = Object.hasOwn(body, name) ? body[name] : undefined;
	return typeof value === 'string' ? value : undefined;
}

function hostOf(address: string | undefined): string | null {
	try {
		return new URL(address ?? '').host;
	} catch {
		return null;
	}
}

/** Browsers say where a form was sent from; the desk's own forms come from its own address. */
function isFromHere(functions: IWebhookFunctions): boolean {
	const { origin, host, 'sec-fetch-site': site } = functions.getRequestObject().headers;
	if (site !== undefined && site !== 'same-origin') return false;
	const sentFrom = hostOf(origin);
	if (sentFrom === null) return false;
	return sentFrom === host || sentFrom === hostOf(functions.getNodeWebhookUrl('default'));
}

function nameOfUser({ firstName, lastName, email }: SignedIn): string {
	return [firstName, lastName].filter(Boolean).join(' ') || email;
}

async function showPage(visit: Visit, db: Db): Promise<IWebhookResponseData> {
	const { functions, texts, path, timeZone, user } = visit;
	const now = new Date();
	const calComUrl = String(functions.getNodeParameter('calComUrl', '')).replace(/\/+$/, '');
	const view: View = {
		...{ texts, path, timeZone, now },
		calComUrl: webAddress(calComUrl) ? calComUrl : '',
		token: formToken(await formKey(db), user.id, now),
		userName: nameOfUser(user),
	};
	const asked = new Map(Object.entries(functions.getQueryData()) as Array<[string, unknown]>);
	const parameters = parametersOf((name) => {
		const value = asked.get(name);
		return typeof value === 'string' ? value : undefined;
	});
	if (parameters.text('page') === 'reports')
		return await showReports(functions, view, db, parameters);
	return send(functions, 200, await pageFor(view, db, parameters));
}

/** The page, or one of its tables as a file. */
async function showReports(
	functions: IWebhookFunctions,
	view: View,
	db: Db,
	{ text, number, optionalOption }: Parameters,
): Promise<IWebhookResponseData> {
	const weeks = text('weeks') === null ? null : number('weeks', 'weeks', 0);
	const reports = await readReports(db, { weeks, until: text('until') }, view.now);
	const name = optionalOption('csv', tableNames, 'csv');
	const table = reportTables(view, reports).find((one) => one.name === name);
	if (!table) return send(functions, 200, reportsPage(view, reports));
	const response = withHeaders(functions);
	response.setHeader('Content-Type', 'text/csv; charset=utf-8');
	const file = `${table.name}-${reports.period.from}.csv`;
	response.setHeader('Content-Disposition', `attachment; filename="${file}"`);
	response.status(200).send(csvOf(table, view.texts));
	return { noWebhookResponse: true };
}

async function pageFor(view: View, db: Db, { text, id }: Parameters): Promise<string> {
	const said = saidIn(view.texts, text('said'));
	const page = text('page');
	if (page === 'booking')
		return bookingPage(view, await read.readBooking(db, id('id', 'id')), said);
	if (page === 'person') return personPage(view, await read.readPerson(db, id('id', 'id')), said);
	if (page === 'merge')
		return mergePage(view, await read.readMerge(db, id('keep', 'keep'), id('other', 'other')));
	if (page === 'events')
		return eventsPage(view, await read.readEvents(db), refusalsByReason(), said);
	const sought = text('q')?.slice(0, 200) ?? null;
	if (sought !== null)
		return upcomingPage(view, { found: await read.search(db, sought), text: sought });
	return upcomingPage(view, { upcoming: await read.readUpcoming(db, daysOf(view)), said });
}

/** What a page can say after a change. */
const notices = ['saved', 'retried', 'notRetried', 'erased', 'merged'] as const;

function saidIn(texts: Texts, said: string | null): Html | null {
	const known = notices.find((one) => one === said);
	if (!known) return null;
	return html`<section class="said" role="status">${texts[known]}</section>`;
}

function daysOf({ now, timeZone }: View): read.Days {
	const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
	return {
		now,
		today: today.toJSDate(),
		tomorrow: today.plus({ days: 1 }).toJSDate(),
		dayAfter: today.plus({ days: 2 }).toJSDate(),
		weekEnd: today.plus({ days: 7 }).toJSDate(),
		recordFrom: today.minus({ days: 30 }).toJSDate(),
	};
}

const problems: Partial<Record<MtlError['code'], Problem>> = {
	changed: 'changed',
	'not-found': 'missing',
	input: 'input',
	data: 'input',
};

function problemOf(error: unknown): Problem {
	if (!(error instanceof MtlError)) return 'fault';
	if (isAway(error)) return 'away';
	return problems[error.code] ?? 'fault';
}

function send(functions: IWebhookFunctions, status: number, page: string): IWebhookResponseData {
	const response = withHeaders(functions);
	response.status(status).send(page);
	return { noWebhookResponse: true };
}

function sendProblem(
	functions: IWebhookFunctions,
	{ status, page }: { status: number; page: string },
): IWebhookResponseData {
	return send(functions, status, page);
}

function redirect(
	functions: IWebhookFunctions,
	status: 302 | 303,
	address: string,
): IWebhookResponseData {
	withHeaders(functions).redirect(status, address);
	return { noWebhookResponse: true };
}

function withHeaders(functions: IWebhookFunctions) {
	const response = functions.getResponseObject();
	// n8n lets every site read the answers of webhooks.
	for (const name of response.getHeaderNames())
		if (name.toLowerCase().startsWith('access-control-')) response.removeHeader(name);
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	return response;
}
