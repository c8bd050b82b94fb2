import type { Statement } from '../store/index.ts';

/** One line of the record of who did what. It holds ids and names, never a secret. */
export interface AuditFact {
  /** A principal's id, or a word in brackets where nobody is known: `[nobody]`, `[server]`. */
  readonly who: string;
  /** Such as `principal.disable`. */
  readonly action: string;
  /** What it was done to, as a path: `principal/ID/role/admin/everywhere`. */
  readonly on: string;
  readonly result: 'done' | 'refused';
  /** Where the request came from: an address, or `[server]` for what is done on the server's own machine. */
  readonly from: string;
}

/** Gives what writes a fact, so that it becomes durable in the batch of what it tells of. */
export type AuditPort = (fact: AuditFact) => readonly Statement[];

/** On whose behalf something is done, and from where. */
export type Actor = Pick<AuditFact, 'who' | 'from'>;
