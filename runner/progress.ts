/** Says in a few words what a step is doing now; shown with the seconds it has taken so far. */
export type Report = (doing: string) => void;

/** Runs the steps of a start and tells the screen about each of them. */
export interface Progress {
	/** Prints the step's title, what it reports while it runs, and the time it took. */
	step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T>;
	/** Prints a line of its own. */
	say(line: string): void;
}

const repeatEveryMs = 15_000;

/** Progress as plain lines, so that a terminal, a log file and CI show the same. */
export function createProgress(print: (line: string) => void): Progress {
	return {
		say: print,
		async step(title, work) {
			const startedAt = Date.now();
			let doing = '';
			const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
			const show = () => print(`    ${doing || 'still working'} (${seconds()})`);
			const timer = setInterval(show, repeatEveryMs);
			print(`  ${title}`);
			try {
				const result = await work((now) => {
					doing = now;
					show();
				});
				if (Date.now() - startedAt > 2_000) print(`    done (${seconds()})`);
				return result;
			} finally {
				clearInterval(timer);
			}
		},
	};
}
