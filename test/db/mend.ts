/** The statements that the lines of `check` give. */
export function statementsIn(problems: readonly string[]): string[] {
	return problems.flatMap((problem) => {
		const [, statements] = problem.split(' Run: ');
		return statements ? [statements] : [];
	});
}
