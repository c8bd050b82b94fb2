/** The Heketi API, as its clients use it: a change answers 202, and its end is asked for on the queue. */
export interface HeketiHttp {
  get<Body>(path: string): Promise<Body>;
  /** Starts a change; gives the path of its queue entry. A few changes are asked for by GET. */
  begin(method: Method, path: string, body?: unknown): Promise<string>;
  /** Waits for the end of a queue entry. A server that does not answer is asked again. */
  end(entry: string, options?: { readonly timeoutMs?: number }): Promise<End>;
  /** A change from its beginning to its good end. */
  carryOut<Body>(method: Method, path: string, body?: unknown): Promise<Body>;
  /** An answer that is no 202. */
  call(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Reply>;
}

type Method = 'GET' | 'POST' | 'DELETE';

export type End =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly text: string };

/** As Heketi tells of a node, as far as it is looked at. */
export interface NodeInfo {
  readonly id: string;
  readonly hostnames: { readonly manage: readonly string[] };
  readonly devices: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly storage: { readonly total: number; readonly free: number; readonly used: number };
    readonly bricks: readonly { readonly id: string; readonly path: string }[];
  }[];
}

export interface VolumeInfo {
  readonly id: string;
  readonly name: string;
  readonly mount: { readonly glusterfs: { readonly device: string } };
  readonly bricks: readonly {
    readonly id: string;
    readonly node: string;
    readonly device: string;
    readonly path: string;
    /** In KiB. */
    readonly size: number;
  }[];
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

const POLL_MS = 100;

/** @param url asked anew for each request: the server may be another one by then */
export function heketiHttp(url: () => string): HeketiHttp {
  const request = async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const answer = await fetch(`${url()}${path}`, {
      method,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };

  const get: HeketiHttp['get'] = async <Body>(path: string) => {
    const { status, text } = await request('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return JSON.parse(text) as Body;
  };

  const begin: HeketiHttp['begin'] = async (method, path, body) => {
    const { status, text, headers } = await request(method, path, body);
    const entry = headers.get('location');
    if (status !== 202 || entry === null) throw new Error(`${method} ${path}: ${status} ${text}`);
    return entry;
  };

  const askOnce = async (entry: string): Promise<End | 'pending'> => {
    const { status, text, headers } = await request('GET', entry);
    if (status === 200 && headers.get('x-pending') === 'true') return 'pending';
    if (status === 204) return { kind: 'done', body: undefined };
    if (status === 303) return { kind: 'done', body: await get<unknown>(headers.get('location') ?? '') };
    if (status === 500) return { kind: 'failed', text: text.trim() };
    throw new Error(`GET ${entry}: ${status} ${text}`);
  };

  const end: HeketiHttp['end'] = async (entry, { timeoutMs = 240_000 } = {}) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = await askOnce(entry).catch((error: unknown) => {
        // fetch says so of a server that is not there; whatever else goes wrong is a finding.
        if (error instanceof TypeError) return 'pending' as const;
        throw error;
      });
      if (found !== 'pending') return found;
      if (timeout.aborted) throw new Error(`${entry} does not end`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };

  return {
    get,
    begin,
    end,
    call: request,
    carryOut: async <Body>(method: Method, path: string, body?: unknown) => {
      const ended = await end(await begin(method, path, body));
      if (ended.kind === 'failed') throw new Error(`${method} ${path}: ${ended.text}`);
      return ended.body as Body;
    },
  };
}
