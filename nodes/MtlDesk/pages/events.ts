import type { Comparison, EventsPage, ListedEvent } from '../../core/services/desk/pages';
import { type Html, html, theirs } from '../html';
import { pageOf } from '../layout';
import { changeForm, facts, table, timeIn, type View } from '../view';

/** What failed, and what arrived last. */
export function eventsPage(
	view: View,
	{ stuck, recent, comparisons }: EventsPage,
	refusals: ReadonlyArray<[string, number]>,
	said: Html | null,
): string {
	const { texts } = view;
	const retryAll =
		stuck.length > 1 &&
		changeForm(
			view,
			'retry',
			{ events: stuck.map(({ id }) => id).join(',') },
			html`<button>${texts.retryAll}</button>`,
		);
	const content = html`${said}
		<section>
			<h2>${texts.stuck}</h2>
			<p class="note">${texts.stuckNote}</p>
			${retryAll}${stuckTable(view, stuck)}
		</section>
		<section>
			<h2>${texts.recent}</h2>
			${recentTable(view, recent)}
		</section>
		${refusedPart(view, refusals)}${comparisons.map((one) => comparedPart(view, one))}`;
	return pageOf(view, 'events', { title: texts.events, content });
}

function stuckTable(view: View, events: readonly ListedEvent[]): Html {
	const { texts } = view;
	const rows = events.map(
		(one) =>
			html`<tr>
				<td><time>${timeIn(view, one.created_at)}</time></td>
				<td>${one.event_type} ${theirs(one.external_id)}</td>
				<td>${one.status}</td>
				<td>${theirs(one.error_message)}</td>
				<td>${timeIn(view, one.next_attempt_at)}</td>
				<td>
					${changeForm(
						view,
						'retry',
						{ events: one.id },
						html`<button aria-label="${texts.retry} ${one.id}">${texts.retry}</button>`,
					)}
				</td>
			</tr>`,
	);
	const { received, event, status, reason, nextAttempt, retry } = texts;
	return table(view, [received, event, status, reason, nextAttempt, retry], rows);
}

function recentTable(view: View, events: readonly ListedEvent[]): Html {
	const rows = events.map(
		(one) =>
			html`<tr>
				<td><time>${timeIn(view, one.created_at)}</time></td>
				<td>${one.event_type} ${theirs(one.external_id)}</td>
				<td>${one.status}</td>
				<td>${one.duplicate_count}</td>
			</tr>`,
	);
	const { received, event, status, repeats } = view.texts;
	return table(view, [received, event, status, repeats], rows);
}

function refusedPart(view: View, refusals: ReadonlyArray<[string, number]>): Html | null {
	const { texts } = view;
	if (refusals.length === 0) return null;
	const pairs = refusals.map(([reason, count]) => [reason, String(count)] as const);
	return html`<section>
		<h2>${texts.refused}</h2>
		<p class="note">${texts.refusedNote}</p>
		${facts(pairs)}
	</section>`;
}

function comparedPart(view: View, { account, startedAt, read, found, problems }: Comparison): Html {
	const { texts } = view;
	const pairs = found.map(([kind, count]) => [kind, String(count)] as const);
	return html`<section>
		<h2>${texts.compared}</h2>
		<p class="note">
			${timeIn(view, startedAt)}: ${read} ${texts.bookingsRead} (${theirs(account)})
		</p>
		${facts(pairs)}${problems.map((problem) => html`<p>${theirs(problem)}</p>`)}
	</section>`;
}
