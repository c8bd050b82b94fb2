import { createHash } from 'node:crypto';

/**
 * The `qsh` of a request (heketi-api 5.2): SHA-256 of `METHOD&PATH` in lower-case hex. The path is percent-decoded and
 * has no query; a trailing slash counts.
 *
 * @param rawUrl the request target as it was sent, as Node gives it: a character for each byte
 */
export function heketiRequestHash(method: string, rawUrl: string): string {
  return createHash('sha256').update(`${method}&`, 'utf8').update(decodedPath(rawUrl)).digest('hex');
}

/** Bytes, not a text: `%FF` is a path to Go, and no character. An escape that is none stays as it is. */
function decodedPath(rawUrl: string): Buffer {
  const path = rawUrl.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  const decoded = path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded === '' ? '/' : decoded, 'latin1');
}
