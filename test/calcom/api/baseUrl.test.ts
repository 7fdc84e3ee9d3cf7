import { apiBase } from '../../../nodes/core/calcom/api/baseUrl';

describe("Cal.com's base URL", () => {
	it.each([
		['https://api.cal.com/v2', 'https://api.cal.com/v2'],
		['https://api.cal.com', 'https://api.cal.com/v2'],
		[' https://api.cal.eu/v2/ ', 'https://api.cal.eu/v2'],
		['https://app.cal.com', 'https://api.cal.com/v2'],
		['https://app.cal.eu/event-types', 'https://api.cal.eu/v2'],
		['http://localhost:3003', 'http://localhost:3003/v2'],
		['https://cal.school.example/api/v2', 'https://cal.school.example/api/v2'],
		['https://cal.school.example/api/', 'https://cal.school.example/api/v2'],
	])('%s', (typed, base) => {
		expect(apiBase(typed)).toBe(base);
	});

	it.each(['', 'api.cal.com', 'ftp://api.cal.com', 'https://name:word@api.cal.com'])(
		'refuses "%s"',
		(typed) => {
			expect(() => apiBase(typed)).toThrow('not a web address');
		},
	);
});
