import { decideImport } from '../../cli/setup/importDecision';

const shipped = { hash: 'file 2', contentHash: 'content 2' };
const earlier = { shippedHash: 'file 1', storedHash: 'content 1' };
const same = { shippedHash: 'file 2', storedHash: 'content 2' };
const underWay = { shippedHash: '', storedHash: '' };

describe('a shipped workflow and the one in n8n', () => {
	it.each([
		['is new', undefined, undefined, 'import'],
		['was imported manually, as shipped', undefined, 'content 2', 'import'],
		['was imported manually, with other content', undefined, 'content 1', 'keep'],
		['is the one imported last', same, 'content 2', 'nothing'],
		['is the one imported last, and was edited', same, 'edited', 'nothing'],
		['is the one imported last, and was deleted', same, undefined, 'nothing'],
		['is a newer one, and theirs is unedited', earlier, 'content 1', 'import'],
		['is a newer one, and theirs was edited', earlier, 'edited', 'keep'],
		['is a newer one, and theirs was deleted', earlier, undefined, 'keep'],
		['was about to be imported when setup ended', underWay, 'content 1', 'import'],
		['was imported when setup ended', underWay, 'content 2', 'publish'],
	] as const)('that %s', (_, note, storedHash, expected) => {
		expect(decideImport(shipped, note, storedHash, false)).toBe(expected);
		expect(decideImport(shipped, note, storedHash, true)).toBe('import');
	});
});
