import { type Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent?: Agent;
}

/** A request by node:http, because `fetch` does not let a test set `Host`. Each has its own connection unless told. */
export async function request(url: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, agent } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = httpRequest(url, { method, headers, agent: agent ?? false }, (incoming) => {
    text(incoming).then(
      (read) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: read }),
      reject,
    );
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}
