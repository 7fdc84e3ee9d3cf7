import type { Refused, User } from '../model';

/** A request, as far as routes need it. */
export interface ApiRequest {
	method: string;
	/** Without the prefix: `/bookings/abc`. */
	path: string;
	/** As sent, for errors. */
	url: string;
	query: URLSearchParams;
	body: Record<string, unknown>;
	/** `cal-api-version`, as sent. */
	version: string | undefined;
	/** Whose key it is; null without a key. */
	viewer: User | null;
}

export interface ApiAnswer {
	status: number;
	body: unknown;
	headers?: Record<string, string>;
}

export const ok = (data: unknown, status = 200): ApiAnswer => ({
	status,
	body: { status: 'success', data },
});

const names: Readonly<Record<number, [code: string, error: string]>> = {
	400: ['BadRequestException', 'Bad Request'],
	401: ['UnauthorizedException', 'Unauthorized'],
	403: ['ForbiddenException', 'Forbidden'],
	404: ['NotFoundException', 'Not Found'],
	409: ['ConflictException', 'Conflict'],
	422: ['UnprocessableEntityException', 'Unprocessable Entity'],
	500: ['InternalServerErrorException', 'Internal Server Error'],
};

/** A refusal in the shape in which Cal.com words it. */
export function refusal(refused: Refused, url: string, now: number): ApiAnswer {
	const { status, message, shape, errors } = refused;
	if (shape === 'bare') return { status, body: { statusCode: status, message } };
	const [name = 'HttpException', error = ''] = names[status] ?? [];
	const code = refused.code ?? name;
	const envelope = { status: 'error', timestamp: new Date(now).toISOString(), path: url };
	const details = shape === 'invalid' ? { errors } : { message, error, statusCode: status };
	const said = shape === 'trpc' ? { code, message } : { code, message, details };
	return { status, body: { ...envelope, error: said } };
}

/** Above the limit: `details` is a text here, and there is no `Retry-After`. */
export function throttled(url: string, now: number): ApiAnswer {
	const message = 'CustomThrottlerGuard - Too many requests. Please try again later.';
	const error = { code: 'ThrottlerException', message, details: message };
	const timestamp = new Date(now).toISOString();
	return { status: 429, body: { status: 'error', timestamp, path: url, error } };
}
