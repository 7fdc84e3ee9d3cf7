import type { Comparison, EventsPage, ListedEvent } from '../../core/services/desk/pages';
import { answerGiven } from '../../core/services/desk/answerGiven';
import { answers, type Refusal } from '../../core/services/answers';
import { type Html, html, theirs } from '../html';
import { pageOf } from '../layout';
import { changeForm, eventStatusOf, facts, table, timeIn, type View } from '../view';

/** Refused deliveries by reason, most frequent first. */
export type Refusals = ReadonlyArray<[Refusal, number]>;

/** What failed, and what arrived last. */
export function eventsPage(
	view: View,
	{ stuck, recent, comparisons }: EventsPage,
	refusals: Refusals,
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
			<p class="note">${texts.recentNote}</p>
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
				<td>${eventStatusOf(view, one.status)}</td>
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
				<td>${eventStatusOf(view, one.status)}</td>
				<td>${answerTo(view, one)}</td>
				<td>${one.duplicate_count}</td>
			</tr>`,
	);
	const { received, event, status, answer, repeats } = view.texts;
	return table(view, [received, event, status, answer, repeats], rows);
}

function answerTo({ texts }: View, event: ListedEvent): string {
	const given = answerGiven(event);
	switch (given.kind) {
		case 'given':
			return given.oneOf.join(` ${texts.answerOr} `);
		case 'none':
			return texts.answerNone;
		case 'open':
			return texts.answerOpen;
		case 'unknown':
			return texts.answerUnknown;
	}
}

function refusedPart({ texts }: View, refusals: Refusals): Html {
	const pairs = refusals.map(([reason, count]) => {
		const { code, status } = answers[reason];
		return [`${reason} (${code} ${status})`, String(count)] as const;
	});
	return html`<section>
		<h2>${texts.refused}</h2>
		${pairs.length === 0
			? html`<p>${texts.noneRefused}</p>`
			: html`<p class="note">${texts.refusedNote}</p>
					${facts(pairs)}`}
	</section>`;
}

function comparedPart(view: View, { account, startedAt, read, found, problems }: Comparison): Html {
	const { texts } = view;
	const pairs = found.map(([kind, count]) => [texts[`found_${kind}`], String(count)] as const);
	return html`<section>
		<h2>${texts.compared}</h2>
		<p class="note">
			${timeIn(view, startedAt)}: ${read} ${texts.bookingsRead} (${theirs(account)})
		</p>
		${facts(pairs)}${problems.map((problem) => html`<p lang="en">${theirs(problem)}</p>`)}
	</section>`;
}
