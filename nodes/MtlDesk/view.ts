import { bookingTypeLabel } from '../core/domain/values/bookingType';
import { isTimeZone } from '../core/domain/values/timeZone';
import { type Html, html, theirs } from './html';
import type { Texts } from './texts';

/** What every page needs to know about its reader and its place. */
export interface View {
	texts: Texts;
	/** The school's IANA time zone. */
	timeZone: string;
	/** Path of the desk, without a query. */
	path: string;
	/** Address of the Cal.com that shows bookings; empty for none. */
	calComUrl: string;
	/** Signs the forms of this page. */
	token: string;
	userName: string;
	now: Date;
}

export type PageName = 'upcoming' | 'booking' | 'person' | 'merge' | 'events' | 'reports';

/** The address of a page. */
export function addressOf(
	{ path }: Pick<View, 'path'>,
	page: PageName,
	more: Record<string, string | number> = {},
): string {
	const query = new URLSearchParams({ page });
	for (const [key, value] of Object.entries(more)) query.set(key, String(value));
	return page === 'upcoming' && Object.keys(more).length === 0
		? path
		: `${path}?${query.toString()}`;
}

/** A time in the school's zone, such as "Thu 3 Dec 2026, 10:00". */
export function timeIn(view: Pick<View, 'texts' | 'timeZone'>, at: Date | null): string {
	return at ? format(at, view.timeZone, view.texts) : '';
}

/** Making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: Date, timeZone: string, { locale }: Texts): string {
	const key = `${locale} ${timeZone}`;
	const known = formats.get(key);
	const made =
		known ??
		new Intl.DateTimeFormat(locale, {
			...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
			...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
		});
	if (!known) formats.set(key, made);
	const parts = made.formatToParts(at);
	const part = (wanted: Intl.DateTimeFormatPartTypes) =>
		parts.find(({ type }) => type === wanted)?.value;
	const day = `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
	return `${day}, ${part('hour')}:${part('minute')}`;
}

/** The time where the guest is; null where it is the school's. */
export function guestTime(view: View, at: Date | null, guestZone: string | null): string | null {
	if (!at || !guestZone || !isTimeZone(guestZone)) return null;
	const there = format(at, guestZone, view.texts);
	return there === timeIn(view, at) ? null : `${there} (${guestZone})`;
}

export function nameOf(person: { first_name: string | null; last_name: string | null }): string {
	return [person.first_name, person.last_name].filter(Boolean).join(' ');
}

/** Name, e-mail or phone: whatever is known of a person. */
export function personLine(person: {
	first_name: string | null;
	last_name: string | null;
	email: string | null;
	phone: string | null;
}): string {
	return nameOf(person) || person.email || person.phone || '–';
}

export function typeOf(type: string | null): string {
	return type ? bookingTypeLabel(type) : '–';
}

export function statusOf({ texts }: Pick<View, 'texts'>, status: string): string {
	return status in texts ? texts[status as 'scheduled'] : status;
}

/** The status of an event in words; as it is if another application wrote it. */
export function eventStatusOf({ texts }: Pick<View, 'texts'>, status: string): string {
	const name = `status_${status}`;
	return name in texts ? texts[name as 'status_failed'] : status;
}

/** A form that changes something. */
export function changeForm(
	view: View,
	action: string,
	hidden: Record<string, string | number>,
	fields: Html,
): Html {
	const all = { action, token: view.token, ...hidden };
	return html`<form method="post" action="${view.path}">
		${Object.entries(all).map(
			([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
		)}${fields}
	</form>`;
}

/** A list of facts; empty ones are left out. */
export function facts(pairs: ReadonlyArray<readonly [string, Html | string | null]>): Html {
	return html`<dl>
		${pairs
			.filter(([, value]) => value !== null && String(value) !== '')
			.map(
				([name, value]) =>
					html`<div>
						<dt>${name}</dt>
						<dd>${value}</dd>
					</div>`,
			)}
	</dl>`;
}

/** A table with a heading for each column; a sentence instead if it has no rows. */
export function table(
	{ texts }: Pick<View, 'texts'>,
	headings: readonly string[],
	rows: readonly Html[],
): Html {
	if (rows.length === 0) return html`<p>${texts.none}</p>`;
	return html`<table>
		<thead>
			<tr>
				${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
			</tr>
		</thead>
		<tbody>
			${rows}
		</tbody>
	</table>`;
}

/** The lines of a timeline, newest first. */
export function timeline(
	view: View,
	lines: ReadonlyArray<{
		subject: string | null;
		body: string | null;
		occurred_at: Date | null;
		created_at: Date;
	}>,
): Html {
	if (lines.length === 0) return html`<p>${view.texts.none}</p>`;
	return html`<ol class="timeline">
		${lines.map(
			({ subject, body, occurred_at: occurred, created_at: created }) =>
				html`<li>
					<time>${timeIn(view, occurred ?? created)}</time> <strong>${theirs(subject)}</strong>
					<p>${theirs(body)}</p>
				</li>`,
		)}
	</ol>`;
}
