import { type INode, NodeOperationError } from 'n8n-workflow';

import { MtlError } from '../domain/errors';

/** An error as n8n shows it: what happened in the title, what to do next below it. */
export function nodeErrorOf(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	const { message, hint } =
		error instanceof MtlError
			? error
			: {
					message: error instanceof Error ? error.message : 'Something unexpected went wrong.',
					hint: '',
				};
	return new NodeOperationError(node, message, {
		description: hint,
		...(itemIndex === undefined ? {} : { itemIndex }),
	});
}
