import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A proxy to a database server that breaks connections on demand. */
export interface CuttingProxy {
	/** The same URL through the proxy. */
	url: string;
	/**
	 * Breaks the next connection on which a statement with this text is sent: after the server has
	 * run it, but before the client receives the result.
	 */
	cutAfter(text: string): void;
	/** From now on, nothing of what clients and server send arrives; connections stay open. */
	swallow(isOn: boolean): void;
	/** Breaks all connections, and from now on each new one. */
	refuse(isOn: boolean): void;
	/** Connections broken so far. */
	cuts(): number;
	close(): Promise<void>;
}

/** Opens a proxy on 127.0.0.1 to the server of a `mysql://` address. */
export async function cuttingProxy(url: string): Promise<CuttingProxy> {
	const target = new URL(url);
	let armed: string | null = null;
	let cuts = 0;
	let swallows = false;
	let refuses = false;
	const clients = new Set<Socket>();
	const server: Server = createServer((client) => {
		if (refuses) return void client.destroy();
		clients.add(client);
		client.on('close', () => clients.delete(client));
		const upstream = connect(Number(target.port), target.hostname);
		let doomed = false;
		client.on('data', (bytes: Buffer) => {
			if (swallows) return;
			if (armed !== null && bytes.includes(armed)) [doomed, armed] = [true, null];
			upstream.write(bytes);
		});
		upstream.on('data', (bytes: Buffer) => {
			if (swallows) return;
			if (!doomed) return void client.write(bytes);
			cuts += 1;
			for (const socket of [client, upstream]) socket.destroy();
		});
		endTogether(client, upstream);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const proxied = new URL(url);
	proxied.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url: proxied.href,
		cutAfter: (text) => (armed = text),
		swallow: (isOn) => (swallows = isOn),
		refuse: (isOn) => {
			refuses = isOn;
			if (isOn) for (const client of clients) client.destroy();
		},
		cuts: () => cuts,
		close: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}

function endTogether(...sockets: Socket[]): void {
	for (const socket of sockets) {
		socket.on('error', () => {});
		socket.on('close', () => sockets.forEach((one) => one.destroy()));
	}
}
