import js from '@eslint/js';
import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { defineConfig, globalIgnores } from 'eslint/config';

const NODE_FOLDER = {
	regex: '^(\\.\\./)+[A-Z]\\w*/',
	caseSensitive: true,
	message: 'Nodes use the core, never the other way round.',
};
const N8N = 'n8n-workflow is known to the nodes, the credentials and nodes/core/n8n only.';
const SQL = 'mysql2 and kysely are known to nodes/core/db and the repositories of erasure only.';
const NO_N8N = { regex: '^n8n-(workflow|core)(/|$)', message: N8N };
const NO_SQL = { regex: '^(mysql2|kysely)(/|$)', message: SQL };

/** Forbids relative imports with one of these folders on their way. */
const noFolders = (...names) => ({
	regex: `^(\\./)?\\.\\./(.*/)?(${names.join('|')})(/|$)`,
	message:
		'Imports go one way: node, core/n8n, services, db, domain (calcom beside domain; erasure above all but its operation).',
});

/** The one block that speaks about the imports of these files; a later block replaces it whole. */
const imports = (files, ...patterns) => ({
	files: files.map((folder) => `${folder}/**/*.ts`),
	rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const NO_DATABASE = {
	regex: '^(\\.\\./)+core/db/',
	allowImportNames: ['Db'],
	message: 'Nodes call the services; of core/db they import the type Db only.',
};
const OUTSIDE = noFolders('cli', 'runner', 'test');
const NO_ERASURE = noFolders('erasure');
const NODES = [OUTSIDE, NO_SQL, NO_DATABASE];
const CORE = [OUTSIDE, NODE_FOLDER, noFolders('credentials')];
const BELOW_N8N = [...CORE, NO_N8N];
const BELOW_ERASURE = [...BELOW_N8N, NO_ERASURE];

/** The layers that know no n8n errors; nodes/core/n8n translates theirs, in one place. */
const BELOW_N8N_FILES = ['nodes/core/{erasure,services,db,calcom,domain}/**/*.ts'];

const layers = [
	imports(['nodes', 'credentials'], ...NODES, NO_ERASURE),
	imports(['nodes/Mtl/actions/lead', 'nodes/MtlDesk/erasing'], ...NODES),
	imports(['nodes/core'], ...CORE, NO_SQL, NO_ERASURE),
	imports(['nodes/core/erasure'], ...BELOW_N8N, NO_SQL, noFolders('n8n')),
	imports(['nodes/core/erasure/repositories'], ...BELOW_N8N, noFolders('n8n', 'services')),
	imports(['nodes/core/services'], ...BELOW_ERASURE, NO_SQL, noFolders('n8n')),
	imports(['nodes/core/db'], ...BELOW_ERASURE, noFolders('n8n', 'services')),
	imports(['nodes/core/calcom'], ...BELOW_ERASURE, NO_SQL, noFolders('n8n', 'services', 'db')),
	imports(
		['nodes/core/domain'],
		...BELOW_ERASURE,
		NO_SQL,
		noFolders('n8n', 'services', 'db', 'calcom'),
	),
	imports(['cli'], noFolders('runner', 'test'), NO_N8N, NO_SQL, noFolders('n8n', 'erasure')),
];

/** What the import rule can't see, and the clock that the domain is given by its callers. */
const DYNAMIC_IMPORT = { selector: 'ImportExpression', message: 'Import at the top of the file.' };
const CLOCK = [
	'NewExpression[callee.name="Date"][arguments.length=0]',
	'MemberExpression[object.name="Date"][property.name="now"]',
	'MemberExpression[object.name="DateTime"][property.name=/^(now|local|utc)$/]:not([parent.arguments.length>0])',
].map((selector) => ({ selector, message: 'The domain is told the time by its callers.' }));

const isCommunityRule = (name) => /^(@n8n\/community-nodes|n8n-nodes-base)\//.test(name);
const communityRules = configWithoutCloudSupport.flatMap(({ rules = {} }) =>
	Object.keys(rules).filter(isCommunityRule),
);

const { '@typescript-eslint': typescript } = Object.assign(
	{},
	...configWithoutCloudSupport.map(({ plugins }) => plugins),
);
const NODE_GLOBALS = Object.fromEntries(
	['__dirname', 'Buffer', 'clearInterval', 'console', 'process', 'setInterval', 'setTimeout'].map(
		(name) => [name, 'readonly'],
	),
);

/** For the package as npm packs it: n8n's rules for its community, none about source style. */
export const packed = configWithoutCloudSupport
	.filter((block) => block.rules || block.plugins)
	.map(({ files, rules = {}, ...block }) => ({
		...block,
		...(files && {
			files: files.map((glob) => glob.replace(/^\.\//, 'dist/').replace(/\.ts$/, '.js')),
		}),
		rules: Object.fromEntries(Object.entries(rules).filter(([name]) => isCommunityRule(name))),
		linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
	}));

export default defineConfig(
	globalIgnores(['dist', '.mtl', 'coverage', 'runner/n8n/install', 'test/fixtures']),
	configWithoutCloudSupport,
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
	{
		files: ['**/*.ts'],
		languageOptions: {
			parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			...typescript.configs.strict.rules,
			eqeqeq: 'error',
			'no-control-regex': 'off',
			'object-shorthand': 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
			],
			'@typescript-eslint/only-throw-error': 'error',
			'@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
			'@typescript-eslint/switch-exhaustiveness-check': 'error',
			'import-x/no-cycle': 'error',
		},
	},
	layers,
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		rules: { 'no-restricted-syntax': ['error', DYNAMIC_IMPORT] },
	},
	{
		files: ['nodes/core/domain/**/*.ts'],
		rules: { 'no-restricted-syntax': ['error', DYNAMIC_IMPORT, ...CLOCK] },
	},
	{
		files: ['nodes/*/description.ts'],
		rules: { 'n8n-nodes-base/node-filename-against-convention': 'off' },
	},
	{
		files: BELOW_N8N_FILES,
		rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
	},
	{
		files: ['{cli,runner,test}/**/*.ts'],
		rules: {
			...Object.fromEntries(communityRules.map((name) => [name, 'off'])),
			'no-console': 'off',
		},
	},
	{
		files: ['**/*.{js,mjs}'],
		extends: [js.configs.recommended],
		languageOptions: { globals: NODE_GLOBALS },
	},
	{ files: ['**/*.js'], languageOptions: { sourceType: 'commonjs' } },
);
