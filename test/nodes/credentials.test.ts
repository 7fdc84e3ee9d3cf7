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
const secretTest = async (secret: string) =>
	await credentialTest.testWebhookSecret.call(functions, decrypted({ secret }));

describe('the test of the webhook credential', () => {
	it.each([
		['s3cret', 'OK', /Ping test/],
		['', 'Error', /empty, so every delivery would be refused/],
		['   ', 'Error', /empty/],
		['s3cret ', 'Error', /begins or ends with a space/],
	])('says of "%s": %s', async (secret, status, message) => {
		expect(await secretTest(secret)).toEqual({ status, message: expect.stringMatching(message) });
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
