import { DateTime } from 'luxon';

import type { BookingPage } from '../../core/services/desk/pages';
import { versionOf } from '../../core/services/desk/changeBooking';
import { type Html, html, theirs, webAddress } from '../html';
import { pageOf } from '../layout';
import {
	addressOf,
	changeForm,
	eventStatusOf,
	facts,
	guestTime,
	personLine,
	statusOf,
	timeIn,
	timeline,
	typeOf,
	type View,
} from '../view';
import { answersIn } from '../answers';

/** One booking: what is known, and what people do with it. */
export function bookingPage(view: View, page: BookingPage, said: Html | null): string {
	const { texts } = view;
	const { booking, lead } = page;
	const title = lead ? personLine(lead) : texts.booking;
	const content = html`${said}
		<div class="columns">
			<div>
				<section>
					<h2>${texts.booking}</h2>
					${about(view, page)}
				</section>
				${times(view, page)}${answers(view, page)}
				<section>
					<h2>${texts.timeline}</h2>
					${timeline(view, page.timeline)}
				</section>
			</div>
			<div class="screen">${forms(view, page)}${executions(view, page)}</div>
		</div>`;
	return pageOf(view, null, { title: `${title}, ${timeIn(view, booking.scheduled_at)}`, content });
}

function about(view: View, { booking, lead, teachers }: BookingPage): Html {
	const { texts } = view;
	const teacher = teachers.find(({ id }) => id === booking.assigned_teacher_id);
	const { timeZone } = answersIn(booking.webhook_payload, lead?.email ?? null);
	const meeting = webAddress(booking.meeting_url);
	const uid = booking.external_booking_id;
	const calCom =
		view.calComUrl && uid ? `${view.calComUrl}/booking/${encodeURIComponent(uid)}` : '';
	return facts([
		[texts.time, timeIn(view, booking.scheduled_at)],
		[texts.theirTime, guestTime(view, booking.scheduled_at, timeZone)],
		[
			texts.person,
			lead &&
				html`<a href="${addressOf(view, 'person', { id: lead.id })}"
					>${theirs(personLine(lead))}</a
				>`,
		],
		[texts.email, lead?.email ? theirs(lead.email) : null],
		[texts.phone, lead?.phone ? theirs(lead.phone) : null],
		[texts.type, typeOf(booking.booking_type)],
		[texts.status, statusOf(view, booking.status)],
		[
			texts.teacher,
			teacher ? theirs(teacher.name) : html`<span class="missing">${texts.noTeacher}</span>`,
		],
		[texts.levelFound, booking.level_found ? theirs(booking.level_found) : null],
		[texts.followUp, dayIn(view, booking.follow_up_at)],
		[texts.reason, booking.cancellation_reason ? theirs(booking.cancellation_reason) : null],
		[texts.location, booking.location ? theirs(booking.location) : null],
		[texts.links, meeting && html`<a href="${meeting}" rel="noreferrer">${texts.meeting}</a>`],
		['UID', uid && theirs(uid)],
		[
			texts.links,
			webAddress(calCom) && html`<a href="${calCom}" rel="noreferrer">${texts.inCalCom}</a>`,
		],
	]);
}

/** A day in the school's zone, as date fields write it. */
function dayIn({ timeZone }: View, at: Date | null): string {
	return at ? DateTime.fromJSDate(at, { zone: timeZone }).toFormat('yyyy-MM-dd') : '';
}

function times(view: View, page: BookingPage): Html | null {
	const now = page.booking.scheduled_at?.toISOString();
	const before = [...new Set(page.times.map(({ startsAt }) => startsAt))].filter(
		(one) => one !== now,
	);
	if (before.length === 0) return null;
	return html`<section>
		<h2>${view.texts.times}</h2>
		<ul>
			${before.map((one) => html`<li>${timeIn(view, new Date(one))}</li>`)}
		</ul>
	</section>`;
}

function answers(view: View, { booking, lead }: BookingPage): Html | null {
	const { answers: given } = answersIn(booking.webhook_payload, lead?.email ?? null);
	if (given.length === 0) return null;
	const pairs = given.map(
		({ question, answer }) =>
			html`<div>
				<dt>${theirs(question)}</dt>
				<dd>${theirs(answer)}</dd>
			</div>`,
	);
	return html`<section>
		<h2>${view.texts.answers}</h2>
		<dl>${pairs}</dl>
	</section>`;
}

const outcomes = ['completed', 'no_show', 'scheduled', 'cancelled'] as const;

function forms(view: View, { booking, teachers }: BookingPage): Html {
	const { texts } = view;
	const of = { booking: booking.id, seen: versionOf(booking) };
	const option = (value: string | number, text: string, chosen: boolean) =>
		html`<option value="${value}" ${chosen && html` selected`}>${text}</option>`;
	const teacherOptions = [
		option(0, texts.noTeacher, booking.assigned_teacher_id === null),
		...teachers.map(({ id, name }) => option(id, name, id === booking.assigned_teacher_id)),
	];
	return html`<section>
			<h2>${texts.assignTeacher}</h2>
			${changeForm(
				view,
				'assign',
				of,
				html`<label
						>${texts.teacher}<select name="teacher">
							${teacherOptions}
						</select></label
					><button>${texts.assign}</button>`,
			)}
		</section>
		<section>
			<h2>${texts.recordOutcome}</h2>
			${changeForm(
				view,
				'outcome',
				of,
				html`<label
						>${texts.outcome}<select name="outcome">
							${outcomes.map((one) => option(one, texts[one], one === booking.status))}
						</select></label
					>
					<label
						>${texts.levelFound}<input name="level" maxlength="64" value="${booking.level_found}"
					/></label>
					<label
						>${texts.followUp}<input
							name="followUp"
							type="date"
							value="${dayIn(view, booking.follow_up_at)}"
					/></label>
					<button>${texts.record}</button>`,
			)}
		</section>
		${booking.lead_id !== null && noteForm(view, of)}`;
}

function noteForm(view: View, of: Record<string, string | number>): Html {
	const { texts } = view;
	return html`<section>
		<h2>${texts.writeNote}</h2>
		${changeForm(
			view,
			'note',
			of,
			html`<label
					>${texts.note}<textarea name="note" rows="3" maxlength="5000" required></textarea></label
				><button>${texts.save}</button>`,
		)}
	</section>`;
}

/** The workflow of this package in which branches run. */
const bookingsWorkflow = 'mtlCalComBookings01';

function executions(view: View, { events }: BookingPage): Html | null {
	if (events.length === 0) return null;
	const rows = events.map(
		({ event_type: type, created_at: received, status, execution_id: execution }) =>
			html`<li>
				${timeIn(view, received)} ${type} (${eventStatusOf(view, status)})
				${execution &&
				html`<a href="/workflow/${bookingsWorkflow}/executions/${encodeURIComponent(execution)}"
					>${view.texts.execution} ${execution}</a
				>`}
			</li>`,
	);
	return html`<section>
		<h2>${view.texts.events}</h2>
		<ul>
			${rows}
		</ul>
	</section>`;
}
