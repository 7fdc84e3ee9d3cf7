import { requireDatabase } from '../../runner/database/requireDatabase';

describe('a database given to the runner', () => {
	it.each([
		[
			'mysql://mtl:secret@127.0.0.1:1/mtl',
			/^The database does not answer \(ECONNREFUSED\)\..*MTL_DATABASE_URL/,
		],
		['postgres://127.0.0.1/mtl', /^This is not a valid database URL\./],
	])('%s is refused before the long steps', async (url, sentence) => {
		const refused = await requireDatabase(url).catch(({ message }: Error) => message);
		expect(refused).toMatch(sentence);
		expect(refused).not.toContain('secret');
	});
});
