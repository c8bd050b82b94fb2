import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const SHOWN = '[secret]';

/**
 * A text that must not be shown: a password, a token, a private key. Printed, serialised or pasted into a sentence it
 * reads `[secret]`; only `reveal()` gives the text, so that every place that does can be found by searching for it.
 */
export class Secret {
  // A private field, not a TypeScript `private`: inspect, JSON and spreading cannot see it.
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. */
  reveal(): string {
    return this.#text;
  }

  /** Whether both hold the same text, in a time that does not depend on where they differ. */
  equals(other: Secret): boolean {
    // Hashes, because timingSafeEqual wants equal lengths and the length is part of the secret.
    const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
    return timingSafeEqual(digest(this.#text), digest(other.#text));
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
