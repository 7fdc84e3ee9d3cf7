import { execFileSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** What the tests read of a package.json. */
interface Manifest {
	bin: Record<string, string>;
	dependencies?: Record<string, string>;
	n8n: { credentials: string[]; nodes: string[] };
}

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
const entries = [...manifest.n8n.credentials, ...manifest.n8n.nodes];
const classOf = (entry: string) => path.basename(entry).split('.')[0] ?? '';

/** Every file below a folder, as paths relative to it. */
const filesBelow = (folder: string) =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.sort();

describe('the package as npm packs it', () => {
	let folder: string;
	let unpacked: string;
	let files: string[];

	/** Runs a line of JavaScript in a Node that knows no package but n8n-workflow. */
	const runPlainly = (script: string) =>
		execFileSync(process.execPath, ['-e', script], { cwd: unpacked, encoding: 'utf8' });

	beforeAll(() => {
		const bootstrap = JSON.stringify(path.join(ROOT, 'runner/bootstrap.js'));
		execFileSync(process.execPath, ['-e', `require(${bootstrap}).ensureBuilt()`]);
		folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-mtl-'));
		const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
		const packed = execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
		const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
		execFileSync('tar', ['-xzf', path.join(folder, filename), '-C', folder]);
		unpacked = path.join(folder, 'package');
		files = filesBelow(unpacked);
		mkdirSync(path.join(folder, 'node_modules'));
		symlinkSync(
			path.join(ROOT, 'node_modules/n8n-workflow'),
			path.join(folder, 'node_modules/n8n-workflow'),
		);
	});

	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('holds the bundle, the command line tool, the hooks and a file per node and credential', () => {
		const bundles = ['dist/runtime.js', 'dist/cli.js', 'dist/n8nHooks.js'];
		expect(files).toEqual(expect.arrayContaining([...bundles, ...entries]));
	});

	it('exports only its hook to n8n', () => {
		const script = `const hooks = require('./dist/n8nHooks.js');
			console.log(JSON.stringify(Object.entries(hooks).map(([name, more]) => [name, Object.keys(more)])))`;
		expect(JSON.parse(runPlainly(script))).toEqual([['n8n', ['ready']]]);
	});

	it('holds the icons, codex files and output schemas of the source, byte for byte', () => {
		const isAsset = (file: string) => /\.(svg|png|node\.json)$|__schema__\/.*\.json$/.test(file);
		const assets = ['nodes', 'credentials'].flatMap((source) =>
			filesBelow(path.join(ROOT, source))
				.filter(isAsset)
				.map((file) => path.join(source, file)),
		);
		expect(assets).not.toEqual([]);
		for (const asset of assets) {
			const shipped = readFileSync(path.join(unpacked, 'dist', asset));
			expect([asset, shipped.equals(readFileSync(path.join(ROOT, asset)))]).toEqual([asset, true]);
		}
	});

	it('describes every node with a codex file', () => {
		const codexFiles = manifest.n8n.nodes.map((node) => node.replace(/\.js$/, '.json'));
		expect(files).toEqual(expect.arrayContaining(codexFiles));
	});

	it('holds every workflow', () => {
		const workflows = filesBelow(path.join(ROOT, 'workflows')).filter((file) =>
			/^[^/]+\.json$/.test(file),
		);
		expect(workflows).not.toEqual([]);
		expect(files).toEqual(expect.arrayContaining(workflows.map((file) => `workflows/${file}`)));
	});

	it('holds no source, test or source map, and nothing else from the project', () => {
		const expected = /^(dist\/.*|workflows\/[^/]+\.json|package\.json|README\.md|LICENSE)$/;
		expect(files.filter((file) => !expected.test(file))).toEqual([]);
		expect(files.filter((file) => /\.tsx?$|\.map$|\.test\./.test(file))).toEqual([]);
	});

	it('has no dependencies', () => {
		const packed = readFileSync(path.join(unpacked, 'package.json'), 'utf8');
		expect((JSON.parse(packed) as Manifest).dependencies ?? {}).toEqual({});
	});

	it.each(['dist/runtime.js', 'dist/cli.js'])('contains everything that %s needs', (file) => {
		const text = readFileSync(path.join(unpacked, file), 'utf8');
		expect(text).not.toMatch(/require\("(mysql2|kysely|zod|luxon|libphonenumber-js|commander)/);
	});

	it.each(entries)('gives n8n a class from %s', (entry) => {
		const type = runPlainly(`console.log(require('./${entry}').${classOf(entry)}.name)`);
		expect(type.trim()).toBe(classOf(entry));
	});

	it('gives every entry a class from the same bundle, so that all share one pool', () => {
		const names = JSON.stringify(entries.map((entry) => [`./${entry}`, classOf(entry)]));
		const shared = runPlainly(
			`const runtime = require('./dist/runtime.js');
			console.log(${names}.every(([file, name]) => require(file)[name] === runtime[name]))`,
		);
		expect(shared.trim()).toBe('true');
	});

	it('sets up nothing without n8n, and says so', () => {
		const command = path.join(unpacked, 'dist/cli.js');
		const url = ['--url', 'mysql://nobody@127.0.0.1:1/mtl'];
		const run = () =>
			execFileSync(process.execPath, [command, 'setup', ...url, '--n8n', '/no/n8n'], {
				encoding: 'utf8',
				stdio: 'pipe',
			});
		expect(run).toThrow(
			expect.objectContaining({
				status: 1,
				stderr: expect.stringContaining('n8n was not found: there is no program "/no/n8n".'),
			}),
		);
	});

	it('never shows a database password in its help', () => {
		const env = { ...process.env, MTL_DATABASE_URL: 'mysql://mtl:hidden@127.0.0.1/mtl' };
		for (const name of ['setup', 'migrate', 'check']) {
			const command = [path.join(unpacked, 'dist/cli.js'), name, '--help'];
			const help = execFileSync(process.execPath, command, { env, encoding: 'utf8' });
			expect(help).not.toContain('hidden');
		}
	});

	it('answers --help on the command line without any other package', () => {
		rmSync(path.join(folder, 'node_modules/n8n-workflow'));
		const command = path.join(unpacked, Object.values(manifest.bin)[0] ?? '');
		expect(existsSync(command)).toBe(true);
		expect(execFileSync(command, ['--help'], { encoding: 'utf8' })).toContain('Usage');
	});
});
