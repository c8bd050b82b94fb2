import { auditStatement } from '../audit/index.ts';
import type { CodedError } from '../errors.ts';
import type { Actor } from '../identity/index.ts';
import type { Statement } from '../store/index.ts';
import { errors } from './errors.ts';
import type { HostParts } from './parts.ts';

export interface Change {
  /** With `on` and `body`, what the record of who did what says of it. */
  readonly action: string;
  readonly on: string;
  readonly body?: unknown;
  readonly statements: readonly Statement[];
}

/** Index in the change's own statements, and why it was refused. */
export interface Refusal {
  readonly statement: number;
  readonly reason: string;
}

/** Somebody who does something without being asked: this server itself. */
export const theServer: Actor = { who: '[server]', from: '[server]' };

/** Makes a change and its audit record durable in one batch, or gives what was refused. */
export async function makeChange(
  { store, clock }: Pick<HostParts, 'store' | 'clock'>,
  actor: Actor,
  { action, on, body, statements }: Change,
): Promise<Refusal | undefined> {
  const audit = auditStatement({
    ...actor,
    action,
    on,
    result: 'done',
    atMs: clock.now(),
    ...(body === undefined ? {} : { body }),
  });
  const outcome = await store.write([...statements, audit]);
  if (outcome.kind === 'committed') return undefined;
  if (outcome.statement < statements.length) return { statement: outcome.statement, reason: outcome.reason };
  throw errors.HOST_CHANGE_REFUSED({ action, reason: outcome.reason });
}

/** Makes a change; whatever refuses it is told by `errorOf`, or is nobody's fault but ours. */
export async function makeChangeOrThrow(
  parts: Pick<HostParts, 'store' | 'clock'>,
  actor: Actor,
  change: Change,
  errorOf: (refusal: Refusal) => CodedError | undefined | Promise<CodedError | undefined>,
): Promise<void> {
  const refusal = await makeChange(parts, actor, change);
  if (refusal === undefined) return;
  const { action } = change;
  throw (await errorOf(refusal)) ?? errors.HOST_CHANGE_REFUSED({ action, reason: refusal.reason });
}

/**
 * Goes before changes of what belongs to a host: the host must be there, and on PostgreSQL the lock on its row makes such
 * changes wait for one another, so that each sees what the one before did.
 */
export function holdingHost(id: string): Statement {
  return { sql: 'update host set name = name where id = $1', values: [id], changes: 1 };
}
