import type { StorageServer } from './storage-server.ts';

/** Our own API, as the first administrator uses it. */
export interface V2Http {
  /** A request, as `GET /nodes`, whatever its answer is. */
  ask(what: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }>;
  /** The body of a good answer. @throws where it is none */
  call<Body>(what: string, body?: object): Promise<Body>;
  /** An operation when it has ended. */
  ended(id: string): Promise<Operation>;
  /** Starts an operation, and gives what its good end gives. @throws where the end is another one */
  operate<Result>(what: string, body?: object): Promise<Result>;
}

export interface Operation {
  readonly id: string;
  readonly state: string;
  readonly endedAt?: string;
  readonly result?: unknown;
}

/** @param server asked anew for each request: it may be another one by then */
export function v2Http(server: () => Pick<StorageServer, 'url' | 'token'>): V2Http {
  const ask: V2Http['ask'] = async (what, body) => {
    const [method = '', path = ''] = what.split(' ');
    const { url, token } = server();
    const answer = await fetch(`${url()}/api/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };

  const call: V2Http['call'] = async <Body>(what: string, body?: object) => {
    const answer = await ask(what, body);
    if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Body;
  };

  const ended: V2Http['ended'] = async (id) => {
    for (;;) {
      const operation = await call<Operation>(`GET /operations/${id}?waitMs=30000`);
      if (operation.endedAt !== undefined) return operation;
    }
  };

  return {
    ask,
    call,
    ended,
    operate: async <Result>(what: string, body?: object) => {
      const { id } = await call<Operation>(what, body);
      const operation = await ended(id);
      if (operation.state !== 'succeeded') throw new Error(`${what}: ${JSON.stringify(operation)}`);
      return operation.result as Result;
    },
  };
}
