/** The statements in the ```sql blocks of a Markdown text, indented ones too, without their semicolons. */
export function sqlBlocks(markdown: string): string[] {
	const blocks = [...markdown.matchAll(/^([ \t]*)```sql[ \t]*\r?\n([\s\S]*?)^\1```/gim)];
	return blocks.flatMap(([, , block = '']) =>
		block
			.replace(/^\s*--.*$/gm, '')
			.split(/;[ \t]*(?:--.*)?\r?$/m)
			.map((statement) => statement.trim())
			.filter((statement) => statement !== ''),
	);
}
