/** What changed in a fleet since it was kept last: whoever changes state says so here, by the key of a row. */
export interface ChangeLog {
  /** The value is read when the row is written; it stays live until then. */
  put(key: string, value: unknown): void;
  /** The same for a file whose text was so much longer afterwards. */
  append(key: string, value: unknown, text: string): void;
  drop(key: string): void;
}

/** Of a fleet that nobody keeps. */
export const forgetChanges: ChangeLog = {
  put: () => undefined,
  append: () => undefined,
  drop: () => undefined,
};

/** Between the parts of a key. Lower than all that stands in names, so that a row comes right before those below it. */
const SEPARATOR = '\u001f';

/**
 * Kinds of rows: `host`, `own`, `memory`, `shared` (programs' states), `file`, `mount`, `process`, `epoch`, `record`.
 *
 * @example keyOf('file', 'node-1:/', '/etc/fstab')
 */
export function keyOf(...parts: readonly string[]): string {
  return parts.join(SEPARATOR);
}

export function keyParts(key: string): readonly string[] {
  return key.split(SEPARATOR);
}

/** @throws {TypeError} for a name that cannot be part of a key */
export function checkKeyPart(part: string): string {
  if (part.includes(SEPARATOR)) throw new TypeError(`${JSON.stringify(part)} has a separator in it`);
  return part;
}
