/**
 * Paths as they came in, before any router has looked at them: a character for each byte. What is no escape stays as it
 * is, and what an escape stands for need not be a character (`%FF`).
 */

/** The path of a request target, still encoded; the target may have the absolute form (RFC 9112, section 3.2.2). */
export function rawPathOf(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = path.search(/[?#]/);
  const found = end === -1 ? path : path.slice(0, end);
  return found === '' ? '/' : found;
}

/** The query of a request target, with its question mark; empty without one. */
export function rawQueryOf(target: string): string {
  return /\?[^#]*/.exec(target)?.[0] ?? '';
}

export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The opposite of `decodePath`, with escapes for what a path must not have, as Go writes it. */
export function encodePath(path: string): string {
  return path.replaceAll(
    /[^A-Za-z0-9\-_.~$&+,/:;=@]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Without empty, `.` and `..` parts; a slash at the end stays. */
export function cleanPath(path: string): string {
  if (path.startsWith('/') && !/\/(?:\/|\.\.?(?:\/|$))/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const cleaned = `/${parts.join('/')}`;
  return path.endsWith('/') && cleaned !== '/' ? `${cleaned}/` : cleaned;
}
