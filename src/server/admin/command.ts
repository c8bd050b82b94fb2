import type { KeyObject } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import type { Actor, Identity } from '../../kernel/identity/index.ts';
import type { Vault } from '../../kernel/secrets/index.ts';
import type { Store } from '../../kernel/store/index.ts';

/** What the commands stand on: of a running server, or of a store that the command opened itself. */
export interface AdminParts {
  readonly identity: Identity;
  readonly store: Store;
  /** Of the audit chain. */
  readonly auditKey: () => Promise<KeyObject>;
  /** Opened by who keeps secrets in it. */
  readonly vault: () => Promise<Pick<Vault, 'sealing' | 'forgetting'>>;
  /** As whom the commands act. */
  readonly actor: Actor;
  readonly now: () => number;
  readonly log: { warn(fields: object, text: string): void };
}

/** A command of the machine's owner, who may do everything: nobody is asked whether they may. */
export interface AdminCommand<Input extends TSchema, Result> {
  readonly input: Input;
  /** Of the input as it comes over the socket; 64 KiB unless something else is said. */
  readonly mostBytes?: number;
  /** What the audit record calls that which a refused change was about. Nothing is recorded of what only reads. */
  readonly on?: (input: Static<Input>) => string;
  /** The result goes through JSON. */
  readonly run: (parts: AdminParts, input: Static<Input>) => Promise<Result>;
}

/** Lets a command's input type follow from its schema. */
export function defineCommand<const Input extends TSchema, Result>(
  command: AdminCommand<Input, Result>,
): AdminCommand<Input, Result> {
  return command;
}
