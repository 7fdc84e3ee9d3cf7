/** The three workflows that are measured, in the order in which every round measures them. */
export const subjectNames = ['bare', 'ours', 'ordinary'] as const;
export type SubjectName = (typeof subjectNames)[number];

/** A published workflow, ready to take bookings. */
export interface Subject {
	name: SubjectName;
	url: string;
	/** What an answer must contain to count: each workflow has run to its end by then. */
	answer: string;
	/** The database that its rows go to; undefined where it writes none. */
	database: string | undefined;
}

/** What stands in the results for each. */
export const subjectTitles: Record<SubjectName, string> = {
	bare: 'bare webhook',
	ours: 'ours',
	ordinary: 'ordinary nodes',
};

/** The subjects at their addresses; `base` is the instance's webhook root, without a slash. */
export function subjectsOf(base: string, ordinaryDatabase: string): Subject[] {
	return [
		{
			name: 'bare',
			url: `${base}/bench-bare`,
			answer: '"triggerEvent":"BOOKING_CREATED"',
			database: undefined,
		},
		{ name: 'ours', url: `${base}/calcom`, answer: '"status":"processed"', database: 'mtl' },
		{
			name: 'ordinary',
			url: `${base}/bench-ordinary`,
			answer: '"processed"',
			database: ordinaryDatabase,
		},
	];
}
