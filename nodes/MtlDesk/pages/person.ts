import type { PersonPage } from '../../core/services/desk/pages';
import { type Html, html, theirs } from '../html';
import { pageOf } from '../layout';
import { addressOf, changeForm, facts, personLine, timeIn, timeline, type View } from '../view';
import { bookingTable } from './bookingTable';

/** One person: contact, bookings, timeline. */
export function personPage(view: View, page: PersonPage): string {
	const { texts } = view;
	const { lead } = page;
	const about = facts([
		[texts.email, lead.email ? theirs(lead.email) : null],
		[texts.phone, lead.phone ? theirs(lead.phone) : null],
		[
			texts.source,
			theirs([lead.reference, lead.source_detail].filter((one) => one !== null).join(', ')),
		],
		[texts.note, lead.activity_notes ? theirs(lead.activity_notes) : null],
		[texts.received, timeIn(view, lead.created_at)],
	]);
	const content = html`<section>
			<h2>${texts.contact}</h2>
			${about}
		</section>
		<section>
			<h2>${texts.bookings}</h2>
			${bookingTable(view, page.bookings, { withStatus: true })}
		</section>
		${duplicates(view, page)}
		<section>
			<h2>${texts.timeline}</h2>
			${timeline(view, page.timeline)}
		</section>
		<section class="screen">
			<h2>${texts.erase}</h2>
			<p class="note">${texts.eraseNote}</p>
			${changeForm(
				view,
				'erase',
				{ person: lead.id },
				html`<label
						>${texts.eraseConfirm}<input
							name="confirm"
							required
							autocomplete="off"
							maxlength="320" /></label
					><button class="danger">${texts.eraseButton}</button>`,
			)}
		</section>`;
	return pageOf(view, null, { title: personLine(lead), content });
}

function duplicates(view: View, { possibleDuplicates }: PersonPage): Html | null {
	const { texts } = view;
	if (possibleDuplicates.length === 0) return null;
	const rows = possibleDuplicates.map(
		(one) =>
			html`<li>
				<a href="${addressOf(view, 'person', { id: one.id })}">${theirs(personLine(one))}</a>
				${theirs(one.email)}
			</li>`,
	);
	return html`<section>
		<h2>${texts.possibleDuplicates}</h2>
		<p class="note">${texts.possibleDuplicatesNote}</p>
		<ul>
			${rows}
		</ul>
	</section>`;
}
