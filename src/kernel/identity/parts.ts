import type { Clock } from '../clock.ts';
import type { Store } from '../store/index.ts';
import type { AuditPort } from './audit.ts';
import type { PasswordCost } from './password-hash.ts';

/** What this folder gets from outside. */
export interface IdentityParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Cryptographically random; ids, tokens and salts are made of it. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly audit: AuditPort;
  readonly log: { warn(fields: object, text: string): void };
  /** `PASSWORD_COST` without it. */
  readonly passwordCost?: PasswordCost;
}

/** 32 lower-case hex digits. */
export function newId({ randomBytes }: Pick<IdentityParts, 'randomBytes'>): string {
  return Buffer.from(randomBytes(16)).toString('hex');
}
