/** Last part of the desk's address, unless it is changed on the node. */
export const defaultPath = 'desk';

/** How paths are compared: like n8n's router, without case and slashes at either end. */
export function pathKey(path: string): string {
	return path.replace(/^\/+|\/+$/g, '').toLowerCase();
}
