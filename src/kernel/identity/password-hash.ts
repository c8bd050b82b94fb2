import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { Secret } from '../secrets/index.ts';
import { errors } from './errors.ts';

/** What one hash costs; argon2id. */
export interface PasswordCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

/**
 * 64 MiB and three passes, as RFC 9106 recommends where memory is limited, in one lane, because logins run beside each
 * other; above OWASP's least (19 MiB, two passes). 90 ms on a core of the machines that this was tried on.
 */
export const PASSWORD_COST: PasswordCost = { memoryKib: 65_536, passes: 3, lanes: 1 };

const SALT_BYTES = 16;
/** Half of the four threads that Node has for this, its files and its name look-ups; 128 MiB at the most. */
const AT_ONCE = 2;
/** About 1.5 s of waiting. */
const MOST_WAITING = 32;

/** Slow on purpose, so that a stolen store does not give the passwords away. All of it is bounded: PASSWORD_BUSY. */
export interface PasswordHasher {
  /** In the PHC form, which names the parameters. */
  hash(password: Secret): Promise<string>;
  /** @throws what the library throws when `hashed` is no hash */
  verify(hashed: string, password: Secret): Promise<boolean>;
  /** Whether a hash was made with other parameters than today's. */
  isOutdated(hashed: string): boolean;
}

export function createPasswordHasher(
  randomBytes: (count: number) => Uint8Array,
  { memoryKib, passes, lanes }: PasswordCost = PASSWORD_COST,
): PasswordHasher {
  const inTurn = createTurns();
  return {
    hash: (password) =>
      inTurn(() =>
        hash(bytesOf(password), {
          memoryCost: memoryKib,
          timeCost: passes,
          parallelism: lanes,
          salt: randomBytes(SALT_BYTES),
        }),
      ),
    verify: (hashed, password) => inTurn(() => verify(hashed, bytesOf(password))),
    isOutdated: (hashed) => {
      const { memoryCost, timeCost, parallelism } = parseOptions(hashed);
      // Another algorithm too: the PHC form starts with its name.
      return (
        memoryCost !== memoryKib || timeCost !== passes || parallelism !== lanes || !hashed.startsWith('$argon2id$')
      );
    },
  };
}

/** The same letters have several encodings, and keyboards differ in which they give. */
function bytesOf(password: Secret): Buffer {
  return Buffer.from(password.reveal().normalize('NFC'), 'utf8');
}

function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running < AT_ONCE) running += 1;
    else {
      if (waiting.length >= MOST_WAITING) throw errors.PASSWORD_BUSY({ waiting: waiting.length });
      // Whoever is done hands its place over, so that nobody comes in between.
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
