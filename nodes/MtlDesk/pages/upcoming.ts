import type { ListedBooking, Upcoming } from '../../core/services/desk/pages';
import { type Html, html } from '../html';
import { pageOf } from '../layout';
import type { View } from '../view';
import { bookingTable } from './bookingTable';

/** The page "Upcoming", or what a search found. */
export function upcomingPage(
	view: View,
	shown: { upcoming: Upcoming; said: Html | null } | { found: ListedBooking[]; text: string },
): string {
	const { texts } = view;
	const text = 'found' in shown ? shown.text : '';
	const search = html`<section class="screen">
		<form class="search" method="get" action="${view.path}">
			<input type="hidden" name="page" value="upcoming" /><label
				>${texts.searchLabel}<input type="search" name="q" value="${text}" maxlength="200" /></label
			><button>${texts.search}</button>
		</form>
	</section>`;
	const content =
		'found' in shown
			? part(texts.found, bookingTable(view, shown.found, { withStatus: true }))
			: html`${shown.said}${lists(view, shown.upcoming)}`;
	return pageOf(view, 'upcoming', { title: texts.upcoming, content: html`${search}${content}` });
}

function lists(view: View, { today, tomorrow, week, toRecord }: Upcoming): Html {
	const { texts } = view;
	return html`${part(texts.today, bookingTable(view, today))}
	${part(texts.tomorrow, bookingTable(view, tomorrow))}
	${part(texts.thisWeek, bookingTable(view, week))}
	${part(
		texts.toRecord,
		html`<p class="note">${texts.toRecordNote}</p>
			${bookingTable(view, toRecord)}`,
	)}`;
}

function part(title: string, content: Html): Html {
	return html`<section>
		<h2>${title}</h2>
		${content}
	</section>`;
}
