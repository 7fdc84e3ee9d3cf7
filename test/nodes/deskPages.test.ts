import fc from 'fast-check';

import { formToken, isFormToken } from '../../nodes/MtlDesk/formToken';
import { html, theirs, webAddress } from '../../nodes/MtlDesk/html';
import { addDeskPath, signInOf } from '../../nodes/MtlDesk/signInHook';
import { textsIn } from '../../nodes/MtlDesk/texts';

const special = fc.constantFrom(...'<>"\'`&;=/ a\u202e\0');

describe("The desk's pages", () => {
	it('take every text as a text, in elements and in attributes', () => {
		fc.assert(
			fc.property(fc.string({ unit: special }), (text) => {
				const page = html`<p title="${text}">${text}${theirs(text)}</p>`.toString();
				const inside = /^<p title="([^]*?)">([^]*)<bdi>([^]*)<\/bdi><\/p>$/.exec(page);
				for (const part of inside?.slice(1) ?? ['<']) expect(part).not.toMatch(/[<>"'`]/);
			}),
		);
	});

	it('take no object for HTML', () => {
		const pretended = { toString: () => '<script>' } as never;
		expect(html`<p>${pretended}</p>`.toString()).toBe('<p>&lt;script&gt;</p>');
		expect(html`<p>${[html`<b>${'<'}</b>`, null, undefined, false, 0]}</p>`.toString()).toBe(
			'<p><b>&lt;</b>0</p>',
		);
	});

	it.each([
		['https://meet.example/a?b=c', 'https://meet.example/a?b=c'],
		['javascript:alert(1)', null],
		[' JavaScript:alert(1)', null],
		['data:text/html,x', null],
		['not a link', null],
		[null, null],
	])('lead from %p to %p', (text, address) => {
		expect(webAddress(text)).toBe(address);
	});

	it('have every text in both languages', () => {
		const { en, nl } = textsIn;
		expect(Object.keys(nl)).toEqual(Object.keys(en));
		expect(Object.values(nl).filter((text) => text.trim() === '')).toEqual([]);
		const same = Object.keys(en).filter((name) => en[name as 'desk'] === nl[name as 'desk']);
		expect(same).toEqual(['still_open', 'status', 'contact']);
	});

	it('have forms that hold for one user and half a day', () => {
		const now = new Date('2026-11-27T10:00:00Z');
		const token = formToken('key', 'anna', now);
		const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
		expect(isFormToken('key', 'anna', token, later(11))).toBe(true);
		expect(isFormToken('key', 'anna', token, later(13))).toBe(false);
		expect(isFormToken('key', 'ben', token, now)).toBe(false);
		expect(isFormToken('other', 'anna', token, now)).toBe(false);
		const [ends, signed] = token.split('.');
		expect(isFormToken('key', 'anna', `${Number(ends) + 1}.${signed}`, now)).toBe(false);
		for (const forged of ['', '.', `${ends}.`, 'NaN.x']) {
			expect(isFormToken('key', 'anna', forged, now)).toBe(false);
		}
	});

	it('let no one in without the hook', async () => {
		addDeskPath('desk');
		const request = { headers: { cookie: 'n8n-auth=x' }, method: 'GET', url: '/webhooks/desk' };
		const validate = jest.fn();
		const found = await signInOf(request as never, validate);
		expect(found).toEqual({ kind: 'not-set-up' });
		expect(validate).not.toHaveBeenCalled();
	});
});
