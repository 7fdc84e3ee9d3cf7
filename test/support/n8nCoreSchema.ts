import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The subset of JSON Schema that n8n's output previews use. */
export interface OutputSchema {
	type: string;
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
}

const folder = join(__dirname, '../../nodes/Mtl/__schema__/v1.0.0');

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return typeof value === 'number'
		? Number.isInteger(value)
			? 'integer'
			: 'number'
		: typeof value;
}

/** The common schema of all these values: a field that is sometimes null has its other type. */
export function schemaOf(values: readonly unknown[]): OutputSchema {
	const present = values.filter((value) => value !== null);
	const [type = 'null', other] = [...new Set(present.map(typeOf))].sort();
	if (other) throw new Error(`A field is sometimes ${type} and sometimes ${other}.`);
	if (type === 'array') {
		const inner = (present as unknown[][]).flat();
		return inner.length > 0 ? { type, items: schemaOf(inner) } : { type };
	}
	if (type !== 'object') return { type };
	const objects = present as Array<Record<string, unknown>>;
	const names = [...new Set(objects.flatMap((one) => Object.keys(one)))].sort();
	const fields = names.map((name) => {
		const given = objects.flatMap((one) => (one[name] === undefined ? [] : [one[name]]));
		return [name, schemaOf(given)] as const;
	});
	return { type, properties: Object.fromEntries(fields) };
}

/** The preview that the package ships for an operation. */
export function shippedSchema(resource: string, operation: string): unknown {
	return JSON.parse(readFileSync(join(folder, resource, `${operation}.json`), 'utf8'));
}

/** Replaces the preview (`MTL_WRITE_SCHEMAS=1 npx jest --selectProjects nodes -t preview`). */
export function writeSchema(resource: string, operation: string, schema: object): void {
	const file = join(folder, resource, `${operation}.json`);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
}
