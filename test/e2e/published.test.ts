import { N8nApi } from '../support/n8nApi';
import { exported, workflowFiles } from '../support/workflowFiles';

it('every workflow is imported, and the active ones are published', async () => {
	const api = new N8nApi();
	for (const { id, name, active } of workflowFiles.map(exported)) {
		const there = await api.call<object>('GET', `/workflows/${id}`);
		expect(there).toMatchObject({
			name,
			active,
			activeVersionId: active ? expect.any(String) : null,
		});
	}
});
