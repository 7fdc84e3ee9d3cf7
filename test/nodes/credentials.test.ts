import type { ICredentialTestFunctions, IDataObject } from 'n8n-workflow';

import {
	CalComTrigger,
	Mtl as MtlNode,
	MtlCalComApi,
	MtlCalComWebhookApi,
	MtlDatabaseApi,
	MtlUnfinishedEvents,
} from '../../nodes/runtime';

const { credentialTest } = new CalComTrigger().methods;
const functions = {} as ICredentialTestFunctions;
const decrypted = (data: IDataObject) => ({ id: 'a', name: 'a', type: 'a', data }) as never;
const secretTest = async (secret: string, previousSecret = '') =>
	await credentialTest.testWebhookSecret.call(functions, decrypted({ secret, previousSecret }));

describe('the test of the webhook credential', () => {
	it.each([
		['s3cret', 'OK', /Ping test/],
		['', 'Error', /empty, so every delivery would be refused/],
		['   ', 'Error', /empty/],
		['s3cret ', 'Error', /begins or ends with a space/],
		['s3c\u200bret', 'Error', /invisible character/],
		['s3cret\n', 'Error', /invisible character/],
		['\ufeffs3cret', 'Error', /invisible character/],
		['s3\u00a0cret', 'Error', /invisible character/],
		['"s3cret"', 'Error', /quotation marks/],
		['“s3cret”', 'Error', /quotation marks/],
		['sécret', 'Error', /beyond ASCII/],
		['s3сret', 'Error', /beyond ASCII/],
		['s3 "c" ret', 'OK', /Ping test/],
	])('says about "%s": %s', async (secret, status, message) => {
		expect(await secretTest(secret)).toEqual({ status, message: expect.stringMatching(message) });
		if (secret.trim() === '') return;
		const asPrevious = await secretTest('s3cret', secret);
		expect(asPrevious.status).toBe(status);
		if (status === 'Error') expect(asPrevious.message).toMatch(/^The previous secret /);
	});
});

describe('every credential', () => {
	const nodes = [new CalComTrigger(), new MtlNode(), new MtlUnfinishedEvents()];
	it.each([new MtlDatabaseApi(), new MtlCalComWebhookApi(), new MtlCalComApi()])(
		'$name is used and can be tested',
		({ name }) => {
			const uses = nodes.flatMap(({ description, methods }) =>
				(description.credentials ?? [])
					.filter((one) => one.name === name)
					.map(({ testedBy }) => ({ testedBy, methods })),
			);
			expect(uses.length).toBeGreaterThan(0);
			for (const { testedBy, methods } of uses)
				expect(methods.credentialTest).toHaveProperty(String(testedBy));
		},
	);

	it('hides what is secret', () => {
		const secret = /secret|password|^ca$|^cert$|^key$|^apiKey$/i;
		const fields = [new MtlDatabaseApi(), new MtlCalComWebhookApi(), new MtlCalComApi()].flatMap(
			({ properties }) => properties,
		);
		const shown = fields.filter(
			({ name, typeOptions }) => secret.test(name) && typeOptions?.password !== true,
		);
		expect(shown.map(({ name }) => name)).toEqual([]);
	});
});
