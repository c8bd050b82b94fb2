import { Agent, request } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Speaks to one server over connections that are kept, so many of them at a time. */
export interface Client {
  call(method: string, path: string, body?: object): Promise<Reply>;
  /**
   * A request and, where it was accepted only, its end: the queue is asked as Heketi's clients do it.
   *
   * @throws Error for any end but a good one
   */
  finish(method: string, path: string, body?: object): Promise<Reply>;
  close(): void;
}

/** A poll that says "pending" is repeated after so long. */
const POLL_MS = 2;

export function createClient(port: number, connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const call: Client['call'] = (method, path, body) => {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) };
    const sent = request({ host: '127.0.0.1', port, method, path, agent, headers }, (response) => {
      let received = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        received += chunk;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received }),
      );
    });
    sent.on('error', reject);
    sent.end(text);
    return promise;
  };
  return {
    call,
    finish: async (method, path, body) => {
      let reply = await call(method, path, body);
      const { location } = reply.headers;
      if (reply.status === 202 && typeof location === 'string') {
        for (;;) {
          reply = await call('GET', location);
          if (reply.headers['x-pending'] !== 'true') break;
          await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        }
      }
      if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
      return reply;
    },
    close: () => agent.destroy(),
  };
}

/** What a created thing is called, by the end of its creation. */
export function idIn({ headers, body }: Reply): string {
  const { location } = headers;
  if (typeof location === 'string') return location.replace(/^.*\//, '');
  return (JSON.parse(body) as { readonly id: string }).id;
}
