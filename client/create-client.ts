import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import type { paths } from './api-types.ts';
import { fetchWithRetry } from './fetch-with-retry.ts';

export interface ClientOptions {
  /** Without `/api/v2`: `http://127.0.0.1:8080`. */
  readonly server: string;
  /** What the requests show who asks by; without one, only what is open to anybody is answered. */
  readonly token?: string;
  readonly fetch: typeof globalThis.fetch;
  /** Waits, in milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

export type Client = FetchClient<paths> & {
  readonly server: string;
  /** Reads what is no JSON, by its path below `/api/v2`. */
  readonly raw: (
    path: string,
    init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ) => Promise<Response>;
};

/**
 * A client of one server.
 *
 * ```ts
 * const client = createClient({ server: 'http://127.0.0.1:8080', token, fetch, sleep });
 * const volume = await dataOf(client.GET('/volumes/{volume}', { params: { path: { volume: id } } }));
 * ```
 */
export function createClient({ server, token, fetch, sleep }: ClientOptions): Client {
  const place = server.replace(/\/+$/, '');
  const baseUrl = `${place}/api/v2`;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const client = createFetchClient<paths>({
    baseUrl,
    headers,
    // What redirects is no Hostreeve; a POST that is followed would come as a GET.
    redirect: 'manual',
    querySerializer: { array: { style: 'form', explode: false } },
    fetch: fetchWithRetry({ server: place, fetch, sleep }),
  });
  const raw: Client['raw'] = (path, { headers: own, signal }) =>
    fetch(`${baseUrl}${path}`, { redirect: 'manual', headers: { ...headers, ...own }, signal });
  return Object.assign(client, { server: place, raw });
}
