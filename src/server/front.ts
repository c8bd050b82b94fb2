import type { IncomingMessage } from 'node:http';

/** What other APIs than Heketi's own: each of these, and everything below it. */
const OWNED = ['v1', 'api', 'ui', 'docs', 'healthz', 'readyz', 'socket.io', 'websockify'];

/**
 * Whether a request is for the main app. Heketi owns every path that no other API owns (contract heketi-api §1.2), in
 * the form in which it was sent: `//api` is Heketi's, which answers it with a redirect.
 */
export function isOfMainApp({
  method,
  url = '/',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): boolean {
  const path = pathIn(url);
  // A browser meets the product; a client of Heketi gets Heketi's answer.
  if (path === '/') return method === 'GET' && (headers.accept ?? '').includes('text/html');
  // One page has the names of both; any other method falls through to Heketi's token check.
  if (path === '/metrics') return method === 'GET';
  const first = path.split('/')[1] ?? '';
  return OWNED.includes(first) || /^refissh(-.*)?$/.test(first);
}

/** A request line may have the absolute form (RFC 9112, section 3.2.2). */
function pathIn(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '');
  return /^[^?#]*/.exec(path === '' ? '/' : path)?.[0] ?? path;
}
