import { readSettings } from '../../runner/settings';

describe('npm start', () => {
	it.each([
		['"s3cret"', /^CALCOM_WEBHOOK_SECRET is in quotation marks/],
		['s3cret\r', /^CALCOM_WEBHOOK_SECRET contains an invisible character/],
		['s3cret ', /^CALCOM_WEBHOOK_SECRET begins or ends with a space/],
		['sécret', /^CALCOM_WEBHOOK_SECRET contains a letter or sign beyond ASCII/],
	])('refuses the signing secret %j', (secret, message) => {
		expect(() => readSettings({ CALCOM_WEBHOOK_SECRET: secret }, '/')).toThrow(message);
	});

	it('accepts a secret of letters and digits', () => {
		const { webhookSecret } = readSettings({ CALCOM_WEBHOOK_SECRET: 'M1s3cret' }, '/');
		expect(webhookSecret).toBe('M1s3cret');
	});
});
