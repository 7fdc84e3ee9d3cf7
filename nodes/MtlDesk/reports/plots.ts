import { type Html, html } from '../html';

/** One bar: its label under the axis, and its parts from the bottom up. */
export interface Bar {
	label: string;
	/** What a pointer or a screen reader is told. */
	title: string;
	/** The class of a part (its colour is in the style sheet), and its size. */
	parts: ReadonlyArray<readonly [kind: string, size: number]>;
}

const width = 720;
const height = 200;
const left = 40;
const bottom = 24;
const top = 8;

/**
 * Bars of stacked parts, as an SVG without script or style.
 *
 * @param label says what is shown, for screen readers; the numbers are in the table under it
 * @param format a value as text on the axis
 */
export function barPlot(
	label: string,
	bars: readonly Bar[],
	format: (value: number) => string = String,
	least = 4,
): Html | null {
	if (bars.length === 0) return null;
	const sizes = bars.map(({ parts }) => parts.reduce((sum, [, size]) => sum + size, 0));
	const most = niceLimit(Math.max(least, ...sizes));
	const step = (width - left) / bars.length;
	const y = (value: number) => round(height - bottom - (value / most) * (height - bottom - top));
	const every = Math.ceil(bars.length / 9);
	return html`<svg class="plot" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
		${[0, most / 2, most].map(
			(value) =>
				html`<line class="grid" x1="${left}" x2="${width}" y1="${y(value)}" y2="${y(value)}" />
					<text class="tick" x="${left - 6}" y="${y(value) + 4}" text-anchor="end">
						${format(value)}
					</text>`,
		)}
		${bars.map((bar, index) => {
			const x = left + index * step;
			return html`<g>
				<title>${bar.title}</title>
				${stacked(bar, y).map(
					([kind, from, to]) =>
						html`<rect
							class="${kind}"
							x="${round(x + step * 0.15)}"
							y="${to}"
							width="${round(step * 0.7)}"
							height="${round(from - to)}"
						/>`,
				)}
				${index % every === 0 &&
				html`<text class="tick" x="${round(x + step / 2)}" y="${height - 6}" text-anchor="middle">
					${bar.label}
				</text>`}
			</g>`;
		})}
	</svg>`;
}

function stacked({ parts }: Bar, y: (value: number) => number): Array<[string, number, number]> {
	let sum = 0;
	return parts
		.filter(([, size]) => size > 0)
		.map(([kind, size]) => {
			const from = y(sum);
			sum += size;
			return [kind, from, y(sum)];
		});
}

/** The next number with two clear halves. */
function niceLimit(most: number): number {
	const power = 10 ** Math.floor(Math.log10(most));
	return ([1, 2, 4, 6, 8, 10].find((one) => one * power >= most) ?? 10) * power;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
