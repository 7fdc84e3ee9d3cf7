import { type INode, NodeOperationError } from 'n8n-workflow';

import { MtlError } from '../domain/errors';

/** An error as n8n shows it: what happened in the title, what to do next below it. */
export function nodeErrorOf(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) {
		error.context['itemIndex'] ??= itemIndex;
		return error;
	}
	const { message, hint } =
		error instanceof MtlError
			? error
			: {
					message: error instanceof Error ? error.message : 'Something unexpected went wrong.',
					hint: '',
				};
	return nodeError(node, message, hint, itemIndex);
}

export function nodeError(
	node: INode,
	message: string,
	description: string,
	itemIndex?: number,
): NodeOperationError {
	const error = new NodeOperationError(node, message, {
		description,
		...(itemIndex === undefined ? {} : { itemIndex }),
	});
	// n8n replaces every message that holds the name of a network error by a general one.
	error.message = message;
	return error;
}
