import type { CodedError } from '../errors.ts';
import type { Statement, WriteOutcome } from '../store/index.ts';
import type { Actor } from './audit.ts';
import { errors } from './errors.ts';
import type { Grants } from './grants.ts';
import type { IdentityParts } from './parts.ts';

type RefusalReason = Extract<WriteOutcome, { kind: 'refused' }>['reason'];

export interface ChangeParts extends IdentityParts {
  readonly grants: Grants;
}

export interface Change {
  /** With `on`, what the record of who did what says of it. */
  readonly action: string;
  readonly on: string;
  readonly statements: readonly Statement[];
  /** Whether it changes what somebody may do, so that what servers remember of it is old. */
  readonly changesRights?: true;
}

export type ChangeOutcome =
  | { readonly kind: 'made' }
  | {
      readonly kind: 'refused';
      /** Index in the change's own statements. */
      readonly statement: number;
      readonly reason: RefusalReason;
    };

const MOVE_VERSION: Statement = {
  sql: 'update identity_version set number = number + 1 where id = 1',
  values: [],
  changes: 1,
};

/**
 * Makes a change and its audit record durable in one batch.
 *
 * A change of rights moves the version, by which other servers see it, and moves it first: on PostgreSQL the lock on
 * that row makes such changes wait for one another, so that a guard such as "another admin is left" sees what the one
 * before did. Without it two servers took away the last two admins at once, each seeing the other's, in 299 of 300
 * rounds.
 *
 * @throws IDENTITY_CHANGE_REFUSED when something else than the change's own statements was refused
 */
export async function makeChange(parts: ChangeParts, actor: Actor, change: Change): Promise<ChangeOutcome> {
  const { action, on, statements, changesRights = false } = change;
  const lead = changesRights ? [MOVE_VERSION] : [];
  const facts = parts.audit({ ...actor, action, on, result: 'done' });
  const outcome = await parts.store.write([...lead, ...statements, ...facts]);
  if (outcome.kind === 'refused') {
    const statement = outcome.statement - lead.length;
    if (statement < 0 || statement >= statements.length)
      throw errors.IDENTITY_CHANGE_REFUSED({ action, reason: outcome.reason });
    return { kind: 'refused', statement, reason: outcome.reason };
  }
  if (changesRights) parts.grants.forget();
  return { kind: 'made' };
}

/** Makes a change; whatever refuses it is told by `errorOf`, or is nobody's fault but ours. */
export async function makeChangeOrThrow(
  parts: ChangeParts,
  actor: Actor,
  change: Change,
  errorOf: (reason: RefusalReason) => CodedError | undefined,
): Promise<void> {
  const outcome = await makeChange(parts, actor, change);
  if (outcome.kind === 'made') return;
  const { action } = change;
  throw errorOf(outcome.reason) ?? errors.IDENTITY_CHANGE_REFUSED({ action, reason: outcome.reason });
}
