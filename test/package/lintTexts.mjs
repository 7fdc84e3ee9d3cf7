/**
 * Lints source texts that are in no file, as if they were: reads `[{ filePath, text }]` from
 * stdin and prints, per text, the messages of the layer rules. A program of its own because
 * Jest can't load ESLint's configuration, which is an ES module.
 */
import { text as readAll } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const LAYER_RULES = ['no-restricted-imports', 'no-restricted-syntax'];
const eslint = new ESLint({
	ruleFilter: ({ ruleId }) => LAYER_RULES.includes(ruleId),
	overrideConfig: {
		files: ['**/*.ts'],
		languageOptions: { parserOptions: { projectService: false } },
	},
});
const sources = JSON.parse(await readAll(process.stdin));
const results = [];
for (const { filePath, text } of sources) {
	const [{ messages } = { messages: [] }] = await eslint.lintText(text, { filePath });
	results.push(messages.map(({ message }) => message));
}
process.stdout.write(JSON.stringify(results));
