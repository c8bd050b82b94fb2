import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

/** Bytes in a key of AES-256. */
export const KEY_BYTES = 32;

// Keeps the id apart from any other SHA-256 of the same key, now or later.
const ID_PREFIX = 'hostreeve key id\0';

/** A key that seals: the master key or a data key. Shows its id and nothing else when printed or serialised. */
export class SealingKey {
  /** Names the key without telling it: 16 hexadecimal digits. */
  readonly id: string;
  readonly #bytes: Buffer;

  /** @throws {TypeError} when there are not exactly 32 bytes. */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== KEY_BYTES) throw new TypeError(`a sealing key has ${KEY_BYTES} bytes, not ${bytes.length}`);
    this.#bytes = Buffer.from(bytes);
    this.id = createHash('sha256').update(ID_PREFIX).update(this.#bytes).digest('hex').slice(0, 16);
  }

  /** The key itself; the array belongs to the key and must not be changed. */
  reveal(): Uint8Array {
    return this.#bytes;
  }

  toString(): string {
    return `[key ${this.id}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
