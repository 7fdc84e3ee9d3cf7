import { type Parameters, parametersOf } from '../../nodes/core/n8n/parameters';

const statuses = ['failed', 'processed'] as const;
const fields = (value: unknown) => parametersOf((name) => (name === 'field' ? value : undefined));

type Read = (parameters: Parameters) => unknown;
const text: Read = ({ text: read }) => read('field');
const id: Read = (one) => one.id('field', 'Lead ID');
const optionalId: Read = (one) => one.optionalId('field', 'Lead ID');
const ids: Read = (one) => one.ids('field', 'Event IDs');
const number: Read = (one) => one.number('field', 'Days', 90);
const time: Read = (one) => one.time('field', 'Starts At');
const timeZone: Read = (one) => one.timeZone('field', 'Time Zone');
const email: Read = (one) => one.email('field', 'Email');
const country: Read = (one) => one.country('field', 'Default Country');
const option: Read = (one) => one.option('field', statuses, 'Status');
const optionalOption: Read = (one) => one.optionalOption('field', statuses, 'Status');
const options: Read = (one) => one.options('field', statuses, 'Statuses');
const requiredText: Read = (one) => one.requiredText('field', 'Subject');
const uid: Read = (one) => one.uid('field', 'Booking UID');

/** [kind, value, what is expected, how it is read] */
const named = (rows: Array<[Read, unknown, unknown]>) =>
	rows.map(([read, value, expected]) => [read.name, value, expected, read] as const);

describe('the parameters of a node', () => {
	it.each(
		named([
			[text, ' a b ', 'a b'],
			[text, ' ', null],
			[text, undefined, null],
			[id, '12', 12],
			[optionalId, 0, null],
			[optionalId, '', null],
			[optionalId, 7, 7],
			[ids, ' 1, 2;3 ', [1, 2, 3]],
			[ids, '', []],
			[number, undefined, 90],
			[number, '30', 30],
			[time, '2027-01-05T10:00:00+01:00', '2027-01-05T09:00:00.000Z'],
			[time, '', null],
			[timeZone, '', 'UTC'],
			[timeZone, 'Europe/Amsterdam', 'Europe/Amsterdam'],
			[email, ' Ann@Example.com ', 'ann@example.com'],
			[country, '', 'NL'],
			[country, 'be', 'BE'],
			[option, 'failed', 'failed'],
			[optionalOption, '', null],
			[options, ['processed', 'failed'], ['failed', 'processed']],
			[options, [], []],
		]),
	)('as %s, %j is read as %j', (_, value, expected, read) => {
		expect(read(fields(value))).toEqual(expected);
	});

	it.each(
		named([
			[requiredText, ' ', 'The field "Subject" must not be empty.'],
			[uid, 'a b', 'The field "Booking UID" must not be empty or contain spaces.'],
			[id, 0, 'The field "Lead ID" must be a whole number greater than 0.'],
			[id, 1.5, 'The field "Lead ID" must be a whole number greater than 0.'],
			[optionalId, -1, 'The field "Lead ID" must be a whole number greater than 0.'],
			[ids, '1, two', 'The field "Event IDs" must contain only whole numbers.'],
			[number, 'many', 'The field "Days" must be a number.'],
			[time, 'tomorrow', 'The field "Starts At" is not a valid date and time.'],
			[timeZone, 'Amsterdam', 'The field "Time Zone" is not a valid time zone.'],
			[email, 'nobody', 'The field "Email" is not a valid email address.'],
			[country, 'Belgium', 'The field "Default Country" must be a two-letter country code.'],
			[option, '', 'The field "Status" must be one of: failed, processed.'],
			[optionalOption, 'gone', 'The field "Status" must be one of: failed, processed.'],
			[options, ['failed', 'gone'], 'The field "Statuses" must be one of: failed, processed.'],
		]),
	)('as %s, %j is refused: %s', (_, value, message, read) => {
		expect(() => read(fields(value))).toThrow(String(message));
	});
});
