import { createHash } from 'node:crypto';

import { Html, html } from './html';
import { addressOf, type View } from './view';
import type { Texts } from './texts';

const css = `
:root{color-scheme:light;--ink:#1f2937;--soft:#4b5563;--line:#d1d5db;--back:#f3f4f6;--accent:#0f766e;--warn:#b91c1c}
*{box-sizing:border-box}
body{margin:0;overflow-wrap:anywhere;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
a{color:var(--accent)}a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible{outline:3px solid #f59e0b;outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:#fff;padding:8px}
header{background:#fff;border-bottom:1px solid var(--line);padding:8px 16px;display:flex;flex-wrap:wrap;gap:8px 24px;align-items:center}
header strong{font-size:18px}nav{display:flex;gap:16px}nav a{padding:8px 0}nav a[aria-current]{font-weight:700;text-decoration:none;border-bottom:3px solid var(--accent)}
.who{margin-left:auto;color:var(--soft);overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:16px}
h1{font-size:26px;margin:8px 0 16px;overflow-wrap:anywhere}h2{font-size:19px;margin:0 0 8px}
section{background:#fff;border:1px solid var(--line);border-radius:8px;padding:16px;margin:0 0 16px}
.columns{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:16px;align-items:start}
table{width:100%;border-collapse:collapse}th,td{text-align:left;padding:8px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{color:var(--soft);font-weight:600}
td time,.timeline time{white-space:nowrap;color:var(--soft)}
.missing{color:var(--warn);font-weight:700}
dl{margin:0}dl div{display:grid;grid-template-columns:140px minmax(0,1fr);gap:8px;padding:4px 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
label{display:block;font-weight:600;margin:8px 0}input,select,textarea{font:inherit;font-weight:400;width:100%;padding:8px;border:1px solid #6b7280;border-radius:6px;background:#fff;color:inherit;margin-top:4px}
button{font:inherit;font-weight:600;min-height:44px;padding:8px 16px;border:0;border-radius:6px;background:var(--accent);color:#fff;cursor:pointer}button.danger{background:var(--warn)}
form.search{display:flex;gap:8px;align-items:end}form.search label{flex:1;margin:0}
.timeline{list-style:none;margin:0;padding:0}.timeline li{border-left:3px solid var(--line);padding:0 0 8px 12px;overflow-wrap:anywhere}.timeline p{margin:0;white-space:pre-line}
.said{border-color:var(--accent);border-left-width:6px}
.note{color:var(--soft);margin:0 0 8px}
.numbers{overflow-x:auto}.numbers td,.numbers thead th:not(:first-child){text-align:right}.numbers th[scope=row]{color:inherit;font-weight:400}.numbers th.short{white-space:nowrap}.numbers td,.numbers th{min-width:88px;overflow-wrap:normal}.numbers:focus-visible{outline:3px solid #f59e0b}
.plot{width:100%;height:auto;margin:0 0 8px}.plot .grid{stroke:var(--line)}.plot .tick{font-size:11px;fill:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0 0 8px;color:var(--soft);font-size:14px}
rect.held{fill:#0f766e}rect.no_show{fill:#b91c1c}rect.cancelled_by_guest{fill:#f59e0b}rect.cancelled_by_host{fill:#7c3aed}rect.not_held{fill:#1f2937}rect.cancelled_unknown{fill:#9ca3af}rect.still_open{fill:#93c5fd}rect.unripe{fill:#99f6e4;stroke:#0f766e;stroke-dasharray:3}
@media(max-width:640px){.columns{grid-template-columns:minmax(0,1fr)}main{padding:8px}section{padding:12px}.who{margin-left:0}thead{position:absolute;left:-9999px}tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}td{display:block;border:0;padding:2px 0}dl div{grid-template-columns:minmax(0,1fr);gap:0}.numbers thead{position:static}.numbers tr{display:table-row}.numbers td{display:table-cell;padding:8px;border-bottom:1px solid var(--line)}form.search{flex-direction:column;align-items:stretch}}
@media print{.numbers{overflow:visible}.numbers td,.numbers th{min-width:0}.numbers td,.numbers th[scope=row]{overflow-wrap:anywhere}.numbers thead th{font-size:10px}rect{print-color-adjust:exact}body{background:#fff;font-size:12px}nav,form,form.search,.who,.skip,.screen{display:none}section{border:0;padding:0;break-inside:avoid}main{max-width:none;padding:0}.columns{display:block}td,th{padding:3px}a{color:inherit;text-decoration:none}}
`;

const styleHash = createHash('sha256').update(css).digest('base64');
/** Not in a template: every byte between the tags counts for the hash. */
const style = new Html(`<style>${css}</style>`);

/**
 * Headers of every answer. The pages share n8n's origin, so nothing on them may run: no script, no
 * plug-in, no frame, nothing from elsewhere.
 */
export const headers: Readonly<Record<string, string>> = {
	'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
	'Content-Type': 'text/html; charset=utf-8',
	'Cache-Control': 'no-store',
	// With "no-referrer" a browser sends forms with the origin "null".
	'Referrer-Policy': 'same-origin',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'X-Robots-Tag': 'noindex',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
};

/** A whole document. */
export function documentOf(texts: Texts, title: string, header: Html, content: Html): string {
	const page = html`<!DOCTYPE html>
		<html lang="${texts.locale.slice(0, 2)}">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>${title} · ${texts.desk}</title>
				${style}
			</head>
			<body>
				${header}
				<main id="main">
					<h1><bdi>${title}</bdi></h1>
					${content}
				</main>
			</body>
		</html> `;
	return page.toString();
}

/** A page with the desk's navigation. */
export function pageOf(
	view: View,
	current: 'upcoming' | 'reports' | 'events' | null,
	{ title, content }: { title: string; content: Html },
): string {
	const { texts, userName } = view;
	const links = (['upcoming', 'reports', 'events'] as const).map(
		(page) =>
			html`<a href="${addressOf(view, page)}" ${page === current && html` aria-current="page"`}
				>${texts[page]}</a
			>`,
	);
	const header = html`<a class="skip" href="#main">${title}</a>
		<header>
			<strong>${texts.desk}</strong>
			<nav aria-label="${texts.desk}">${links}</nav>
			<span class="who">${texts.signedInAs} <bdi>${userName}</bdi></span>
		</header>`;
	return documentOf(texts, title, header, content);
}
