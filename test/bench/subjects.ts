/** What is measured, in the order in which every round measures it. */
export const subjectNames = [
	'bare',
	'expression',
	'ours',
	'shared',
	'atOnce',
	'duplicates',
	'ordinary',
	'builtIn',
] as const;
export type SubjectName = (typeof subjectNames)[number];

/** A published workflow, ready to take bookings. */
export interface Subject {
	name: SubjectName;
	url: string;
	/** The HTTP status of an answer that counts. */
	status: number;
	/** What an answer must contain to count. */
	answer: string;
	/** The database that its rows go to; undefined where it writes none. */
	database: string | undefined;
	/** How many requests at a time it is measured with. */
	levels: readonly number[];
	/** Sends the deliveries of its warm-up again and again. */
	repeats?: boolean;
	/** Signs its deliveries, if not the secret of all. */
	secret?: string;
	/** Answers before the first row is written, so a delivery counts as done when its event is processed. */
	answersFirst?: boolean;
}

/** How many requests at a time. The goals are about the first and the last. */
export const levels = [8, 32, 64] as const;

/** What stands in the results for each. */
export const subjectTitles: Record<SubjectName, string> = {
	bare: 'bare webhook',
	expression: 'bare webhook, one expression',
	ours: 'ours',
	shared: 'ours, Share Executions',
	atOnce: 'ours, answered immediately',
	duplicates: 'ours, duplicates',
	ordinary: 'ordinary nodes',
	builtIn: "n8n's Cal.com Trigger, ordinary nodes",
};

/** The copies of our workflow with other settings of its trigger. */
export const copies = {
	shared: { id: 'mtlBenchShared00001', path: 'bench-shared', settings: { shareExecutions: true } },
	atOnce: { id: 'mtlBenchAtOnce00001', path: 'bench-at-once', settings: { respond: 'atOnce' } },
} as const;

/**
 * The subjects at their addresses.
 *
 * @param base the instance's webhook root, without a slash
 * @param registered the webhook of n8n's own Cal.com Trigger
 */
export function subjectsOf(
	base: string,
	ordinaryDatabase: string,
	registered: { url: string; secret: string },
): Subject[] {
	const ours = {
		url: `${base}/calcom`,
		...{ status: 200, answer: '"status":"processed"', database: 'mtl', levels },
	};
	const bare = { status: 200, answer: '"triggerEvent":"BOOKING_CREATED"', database: undefined };
	const accepted = { status: 202, answer: '"status":"accepted"' };
	const duplicates = { answer: '"status":"duplicate"', repeats: true };
	const ordinary = { status: 200, answer: '"processed"', database: ordinaryDatabase };
	const builtIn = { ...ordinary, answer: '', answersFirst: true, levels: [8] };
	return [
		{ name: 'bare', url: `${base}/bench-bare`, ...bare, levels },
		{ name: 'expression', url: `${base}/bench-expression`, ...bare, levels: [8] },
		{ name: 'ours', ...ours },
		{ name: 'shared', ...ours, url: `${base}/${copies.shared.path}` },
		{ name: 'atOnce', ...ours, ...accepted, url: `${base}/${copies.atOnce.path}`, levels: [8] },
		{ name: 'duplicates', ...ours, ...duplicates, levels: [8] },
		{ name: 'ordinary', url: `${base}/bench-ordinary`, ...ordinary, levels: [8] },
		{ name: 'builtIn', ...builtIn, ...registered },
	];
}
