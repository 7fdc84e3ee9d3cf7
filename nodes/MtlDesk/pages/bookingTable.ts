import type { ListedBooking } from '../../core/services/desk/pages';
import { type Html, html, theirs } from '../html';
import { addressOf, personLine, statusOf, timeIn, typeOf, type View } from '../view';

/** Bookings as a table; each row leads to its booking. */
export function bookingTable(
	view: View,
	bookings: readonly ListedBooking[],
	{ withStatus }: { withStatus: boolean } = { withStatus: false },
): Html {
	const { texts } = view;
	if (bookings.length === 0) return html`<p>${texts.none}</p>`;
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
	return html`<table>
		<thead>
			<tr>
				<th scope="col">${texts.time}</th>
				<th scope="col">${texts.person}</th>
				<th scope="col">${texts.phone}</th>
				<th scope="col">${texts.type}</th>
				<th scope="col">${texts.teacher}</th>
				${withStatus && html`<th scope="col">${texts.status}</th>`}
			</tr>
		</thead>
		<tbody>
			${rows}
		</tbody>
	</table>`;
}
