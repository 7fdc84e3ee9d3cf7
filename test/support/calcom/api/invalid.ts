import { Refused } from '../model';

/** A field that the API's validation refuses; only `details.errors` says why. */
export function invalid(
	target: Record<string, unknown>,
	fields: Record<string, Record<string, string>>,
): Refused {
	const errors = Object.entries(fields).map(([property, constraints]) => ({
		target,
		...(property in target && { value: target[property] }),
		property,
		children: [],
		constraints,
	}));
	return new Refused(400, 'Bad Request Exception', 'invalid', undefined, errors);
}

/** A whole number of a query, within its bounds. */
export function numberOf(
	query: URLSearchParams,
	name: string,
	{ least, most, standard }: { least: number; most?: number; standard: number },
): number {
	const given = query.get(name);
	if (given === null) return standard;
	const value = Number(given);
	const no = Number.isNaN(value) || given === '';
	const constraints = {
		...((no || (most !== undefined && value > most)) && {
			max: `${name} must not be greater than ${most}`,
		}),
		...((no || value < least) && { min: `${name} must not be less than ${least}` }),
		...(no && { isNumber: `${name} must be a number conforming to the specified constraints` }),
	};
	if (Object.keys(constraints).length > 0) {
		throw invalid({ [name]: no ? null : value }, { [name]: constraints });
	}
	return value;
}
