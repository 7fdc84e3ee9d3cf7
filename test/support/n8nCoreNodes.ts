import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypes } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { CalComTrigger, Mtl, MtlDesk, MtlUnfinishedEvents } from '../../nodes/runtime';

type Execute = NonNullable<INodeType['execute']>;

async function passOn(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [this.getInputData()];
}

/** Works like n8n's Wait node for waits of 65 seconds or more. */
async function wait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	await this.putExecutionToWait(new Date(Date.now() + 70_000));
	return [this.getInputData()];
}

async function stop(): Promise<never> {
	throw new Error('No answer.');
}

/** A built-in n8n node that n8n-core does not contain. */
function standIn(name: string, execute: Execute): INodeType {
	const main = [NodeConnectionTypes.Main];
	const description = {
		name,
		displayName: name,
		group: ['transform'],
		version: [1, 1.1],
		description: name,
	};
	return {
		description: {
			...description,
			defaults: {},
			inputs: main,
			outputs: main,
			properties: [],
		} as never,
		execute,
	};
}

const types: Record<string, INodeType> = {
	'n8n-nodes-mtl.calComTrigger': new CalComTrigger(),
	'n8n-nodes-mtl.mtl': new Mtl(),
	'n8n-nodes-mtl.mtlDesk': new MtlDesk(),
	'n8n-nodes-mtl.mtlUnfinishedEvents': new MtlUnfinishedEvents(),
	'n8n-nodes-base.manualTrigger': standIn('manualTrigger', passOn),
	'n8n-nodes-base.scheduleTrigger': standIn('scheduleTrigger', passOn),
	'n8n-nodes-base.noOp': standIn('noOp', passOn),
	'n8n-nodes-base.wait': standIn('wait', wait),
	'n8n-nodes-base.stopAndError': standIn('stopAndError', stop),
};

/** The real node classes, and stand-ins for n8n's own base nodes. */
export const nodeTypes: INodeTypes = {
	getByName: (name) => types[name] as INodeType,
	getByNameAndVersion: (name) => types[name] as INodeType,
	getKnownTypes: () => ({}),
};
