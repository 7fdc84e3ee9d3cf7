import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** Makes the execution findable in n8n's executions list by booking and by person ("Highlighted data"). */
export function makeSearchable(functions: IExecuteFunctions, json: IDataObject): void {
	const { booking, attendee } = json as {
		booking?: IDataObject | null;
		attendee?: IDataObject | null;
	};
	const found = { bookingUid: booking?.['uid'], email: attendee?.['email'] };
	for (const [key, value] of Object.entries(found)) {
		if (typeof value === 'string' && value !== '')
			functions.customData.set(key, value.slice(0, 255));
	}
}
