import { errors } from './errors.ts';

const MOST_CHARACTERS = 64;

/**
 * A name as it is kept: letters and digits of any script with `. _ @ + -` between them, so that it can stand in a path,
 * a command and a log line as it is. One spelling for each: NFC, because the same letters have several encodings.
 *
 * @throws IDENTITY_NAME_INVALID
 */
export function checkName(what: 'principal' | 'project' | 'role', name: string): string {
  const kept = findName(name);
  if (kept !== undefined) return kept;
  throw errors.IDENTITY_NAME_INVALID({ what, name: shortened(name) });
}

/**
 * A text that only people read, such as what a token is for.
 *
 * @throws IDENTITY_NAME_INVALID
 */
export function checkLabel(what: 'token', label: string): string {
  const kept = label.normalize('NFC').trim();
  if (kept !== '' && Array.from(kept).length <= MOST_CHARACTERS && !/\p{C}/u.test(kept)) return kept;
  throw errors.IDENTITY_NAME_INVALID({ what, name: shortened(label) });
}

function shortened(text: string): string {
  return Array.from(text).slice(0, MOST_CHARACTERS).join('');
}

/** A name as it is kept, if it can be one: what cannot need not be looked for. */
export function findName(name: string): string | undefined {
  const kept = name.normalize('NFC');
  const isName = Array.from(kept).length <= MOST_CHARACTERS && /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]*$/u.test(kept);
  return isName ? kept : undefined;
}
