import { randomBytes } from 'node:crypto';
import { auditStatement } from '../../kernel/audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { createIdentity, type Identity } from '../../kernel/identity/index.ts';
import type { Store } from '../../kernel/store/index.ts';

/**
 * Identity with the real audit record and real randomness.
 *
 * @param about what each of its audit entries says besides
 */
export function createServerIdentity(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: { warn(fields: object, text: string): void };
  readonly about?: unknown;
}): Identity {
  const { store, clock, log, about } = options;
  return createIdentity({
    store,
    clock,
    randomBytes,
    log,
    audit: (fact) => [auditStatement({ ...fact, atMs: clock.now(), body: about })],
  });
}
