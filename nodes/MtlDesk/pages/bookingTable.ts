import type { ListedBooking } from '../../core/services/desk/pages';
import { type Html, html, theirs } from '../html';
import { addressOf, personLine, statusOf, table, timeIn, typeOf, type View } from '../view';

/** Bookings as a table; each row leads to its booking. */
export function bookingTable(
	view: View,
	bookings: readonly ListedBooking[],
	{ withStatus }: { withStatus: boolean } = { withStatus: false },
): Html {
	const { texts } = view;
	const rows = bookings.map(
		(one) =>
			html`<tr>
				<td><time>${timeIn(view, one.scheduled_at)}</time></td>
				<td>
					<a href="${addressOf(view, 'booking', { id: one.id })}">${theirs(personLine(one))}</a>
				</td>
				<td>${theirs(one.phone)}</td>
				<td>${typeOf(one.booking_type)}</td>
				<td>
					${one.teacher === null
						? html`<span class="missing">${texts.noTeacher}</span>`
						: theirs(one.teacher)}
				</td>
				${withStatus && html`<td>${statusOf(view, one.status)}</td>`}
			</tr>`,
	);
	const headings = [texts.time, texts.person, texts.phone, texts.type, texts.teacher];
	return table(view, withStatus ? [...headings, texts.status] : headings, rows);
}
