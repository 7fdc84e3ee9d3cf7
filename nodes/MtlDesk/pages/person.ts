import type { MergePage, PersonPage } from '../../core/services/desk/pages';
import { type Html, html, theirs } from '../html';
import { pageOf } from '../layout';
import { addressOf, changeForm, facts, personLine, timeIn, timeline, type View } from '../view';
import { bookingTable } from './bookingTable';

/** One person: contact, bookings, timeline. */
export function personPage(view: View, page: PersonPage, said: Html | null): string {
	const { texts } = view;
	const { lead } = page;
	const about = facts([
		[texts.email, lead.email ? theirs(lead.email) : null],
		[texts.otherAddresses, list(page.otherAddresses)],
		[texts.phone, lead.phone ? theirs(lead.phone) : null],
		[
			texts.source,
			theirs([lead.reference, lead.source_detail].filter((one) => one !== null).join(', ')),
		],
		[texts.note, lead.activity_notes ? theirs(lead.activity_notes) : null],
		[texts.received, timeIn(view, lead.created_at)],
	]);
	const content = html`${said}
		<section>
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

const list = (all: readonly string[]) => (all.length > 0 ? theirs(all.join(', ')) : null);

function duplicates(view: View, { lead, possibleDuplicates }: PersonPage): Html | null {
	const { texts } = view;
	if (possibleDuplicates.length === 0) return null;
	const rows = possibleDuplicates.map(
		(one) =>
			html`<li>
				<a href="${addressOf(view, 'person', { id: one.id })}">${theirs(personLine(one))}</a>
				${theirs(one.email)} ${theirs(one.phone)}
				<a class="screen" href="${addressOf(view, 'merge', { keep: lead.id, other: one.id })}"
					>${texts.compare}</a
				>
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

/** Two people side by side, to be merged or not. */
export function mergePage(view: View, { keep, other, bookings, seen }: MergePage): string {
	const { texts } = view;
	const about = (title: string, lead: MergePage['keep']) =>
		html`<section>
			<h2>${title}</h2>
			${facts([
				[texts.person, theirs(personLine(lead))],
				[texts.email, lead.email ? theirs(lead.email) : null],
				[texts.phone, lead.phone ? theirs(lead.phone) : null],
				[texts.note, lead.activity_notes ? theirs(lead.activity_notes) : null],
				[texts.received, timeIn(view, lead.created_at)],
			])}
		</section>`;
	const content = html`${about(texts.mergeKeep, keep)}${about(texts.mergeOther, other)}
		<section>
			<h2>${texts.mergeBookings}</h2>
			${bookingTable(view, bookings, { withStatus: true })}
		</section>
		<section class="screen">
			<p class="note">${texts.mergeNote}</p>
			${changeForm(
				view,
				'merge',
				{ keep: keep.id, other: other.id, seen },
				html`<button class="danger">${texts.mergeButton}</button>`,
			)}
			<p>
				<a href="${addressOf(view, 'merge', { keep: other.id, other: keep.id })}"
					>${texts.mergeSwap}</a
				>
			</p>
			<p><a href="${addressOf(view, 'person', { id: keep.id })}">${texts.mergeNot}</a></p>
		</section>`;
	return pageOf(view, null, { title: texts.mergeTitle, content });
}
