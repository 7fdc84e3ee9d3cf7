import { outcomeNames, type Reports } from '../../core/services/desk/reports';
import { type Html, html, theirs } from '../html';
import { pageOf } from '../layout';
import { type Bar, barPlot } from '../reports/plots';
import {
	type Cell,
	cellOf,
	columnTitles,
	type ReportTable,
	reportTables,
	type TableName,
} from '../reports/tables';
import { addressOf, table, type View } from '../view';

/** How it goes: numbers of some weeks, each plot with its table, and whom to win back. */
export function reportsPage(view: View, reports: Reports): string {
	const { texts } = view;
	const tables = reportTables(view, reports);
	const content = html`${periodForm(view, reports)}${totals(view, reports)}
	${tables.map((one) => tablePart(view, reports, one))}`;
	return pageOf(view, 'reports', { title: texts.reports, content });
}

function periodForm(view: View, { weekCount, period, timeZone }: Reports): Html {
	const { texts } = view;
	const choices = [4, 13, 26].includes(weekCount) ? [4, 13, 26] : [weekCount, 4, 13, 26];
	return html`<section>
		<p>
			<strong>${period.from} – ${dayBefore(period.to)}</strong>
			<span class="note">(${timeZone}) ${texts.reportsNote}</span>
		</p>
		<form class="search" method="get" action="${view.path}">
			<input type="hidden" name="page" value="reports" /><label
				>${texts.weeks}<select name="weeks">
					${choices.map(
						(weeks) =>
							html`<option value="${weeks}" ${weeks === weekCount && html` selected`}>
								${weeks}
							</option>`,
					)}
				</select></label
			><label
				>${texts.until}<input type="date" name="until" value="${dayBefore(period.to)}" /></label
			><button>${texts.show}</button>
		</form>
	</section>`;
}

/** Days as yyyy-MM-dd. */
function dayBefore(day: string): string {
	return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}

function totals(view: View, { total, before }: Reports): Html {
	const { texts } = view;
	const rows = columnTitles(texts).map(([column, title]) => {
		const [now, then] = [cellOf(total, column), cellOf(before, column)];
		return html`<tr>
			<th scope="row">${title}</th>
			<td>${shown(view, now)}</td>
			<td>${shown(view, then)}</td>
			<td>${change(view, now, then)}</td>
		</tr>`;
	});
	const headings = [texts.number, texts.thisPeriod, texts.periodBefore, texts.change];
	return html`<section>
		<h2>${texts.total}</h2>
		${scrolling(texts.total, table(view, headings, rows))}
		<p class="note">${texts.definitions}</p>
	</section>`;
}

/** Numbers stay beside each other on a phone, and scroll. */
function scrolling(title: string, content: Html): Html {
	return html`<div class="numbers" role="region" tabindex="0" aria-label="${title}">
		${content}
	</div>`;
}

function shown({ texts }: Pick<View, 'texts'>, cell: Cell): Html | string {
	if (cell === null) return '–';
	if (typeof cell === 'string') return theirs(cell);
	if (typeof cell === 'number') return cell.toLocaleString(texts.locale);
	return percent(texts.locale, cell.share);
}

function percent(locale: string, share: number): string {
	return `${(share * 100).toLocaleString(locale, { maximumFractionDigits: 1 })} %`;
}

function change({ texts }: View, now: Cell, then: Cell): string {
	const value = (cell: Cell) =>
		cell !== null && typeof cell === 'object' ? cell.share * 100 : cell;
	const [a, b] = [value(now), value(then)];
	if (typeof a !== 'number' || typeof b !== 'number') return '–';
	const written = (a - b).toLocaleString(texts.locale, {
		maximumFractionDigits: 1,
		signDisplay: 'exceptZero',
	});
	return typeof now === 'object' ? `${written} ${texts.points}` : written;
}

function tablePart(view: View, reports: Reports, one: ReportTable): Html {
	const { texts, path } = view;
	const { weekCount, period } = reports;
	const file = addressOf({ path }, 'reports', {
		csv: one.name,
		weeks: weekCount,
		until: dayBefore(period.to),
	});
	const rows = one.rows.map((cells, index) => rowOf(view, reports, one.name, cells, index));
	return html`<section>
		<h2>${one.title}</h2>
		${noteOn(view, one.name)}${plotOf(view, reports, one.name)}
		${scrolling(one.title, table(view, one.headings, rows))}
		<p class="screen"><a href="${file}" download>${texts.download}: ${one.title}</a></p>
	</section>`;
}

function rowOf(
	view: View,
	{ missed }: Reports,
	name: TableName,
	cells: readonly Cell[],
	index: number,
): Html {
	const [first = null, second = null, ...others] = cells;
	const leadId = name === 'missed' && missed[index]?.lead_id;
	const cell = leadId
		? html`<a href="${addressOf(view, 'person', { id: leadId })}">${shown(view, second)}</a>`
		: shown(view, second);
	return html`<tr>
		<th scope="row" ${isShort(first) && html` class="short"`}>${shown(view, first)}</th>
		<td>${cell}</td>
		${others.map((one) => html`<td>${shown(view, one)}</td>`)}
	</tr>`;
}

/** Days and times stay on one line, long names don't. */
function isShort(cell: Cell): boolean {
	return typeof cell === 'string' && cell.length <= 24;
}

function noteOn({ texts }: View, name: TableName): Html | null {
	if (name === 'conversion') return html`<p class="note">${texts.conversionNote}</p>`;
	return name === 'missed' ? html`<p class="note">${texts.missedNote}</p>` : null;
}

function plotOf(view: View, reports: Reports, name: TableName): Html | null {
	const { texts } = view;
	switch (name) {
		case 'weeks':
			return html`${legend(view)}${barPlot(texts.byWeek, outcomeBars(view, reports.weeks))}`;
		case 'teachers':
		case 'types':
		case 'sources': {
			const { title, groups } = {
				teachers: { title: texts.byTeacher, groups: reports.teachers },
				types: { title: texts.byType, groups: reports.types },
				sources: { title: texts.bySource, groups: reports.sources },
			}[name];
			return groups.length > 1 ? barPlot(title, outcomeBars(view, groups)) : null;
		}
		case 'conversion':
			return barPlot(
				texts.conversion,
				reports.cohorts.map(({ week, conversion_rate: rate, ripe }) => ({
					label: week.slice(5),
					title: `${week}: ${percent(texts.locale, rate)}${ripe ? '' : ` (${texts.notYet})`}`,
					parts: [[ripe ? 'held' : 'unripe', rate]],
				})),
				(value) => percent(texts.locale, value),
				1,
			);
		case 'missed':
			return null;
	}
}

function outcomeBars({ texts }: View, groups: Reports['weeks']): Bar[] {
	const named = (name: string | null) => name ?? '–';
	return groups.map((one) => ({
		label: /^\d{4}-/.test(named(one.name)) ? named(one.name).slice(5) : clipped(named(one.name)),
		title: `${named(one.name)}: ${one.booked} ${texts.booked}`,
		parts: outcomeNames.map((name) => [name, one[name]] as const),
	}));
}

function clipped(text: string): string {
	const letters = [...text];
	return letters.length > 14 ? `${letters.slice(0, 13).join('')}…` : text;
}

function legend({ texts }: View): Html {
	return html`<p class="legend" aria-hidden="true">
		${outcomeNames.map(
			(name) =>
				html`<span
					><svg viewBox="0 0 12 12" width="12" height="12">
						<rect class="${name}" width="12" height="12" />
					</svg>
					${texts[name === 'held' ? 'completed' : name]}</span
				>`,
		)}
	</p>`;
}
