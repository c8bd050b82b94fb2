import type { Examiner, Volumes } from '../../domains/volumes/index.ts';
import type { Anchor, AuditPage, AuditQuery, AuditReport } from '../../kernel/audit/index.ts';
import type { EventStream } from '../../kernel/events/index.ts';
import type { HostInventory } from '../../kernel/hosts/index.ts';
import type { Actor, Identity } from '../../kernel/identity/index.ts';
import type { Engine } from '../../kernel/operations/index.ts';
import type { Timer } from '../../kernel/timer.ts';

/** The record of who did what, as an API reads it. */
export interface AuditReading {
  read(query: AuditQuery): Promise<AuditPage>;
  verify(anchor?: Anchor): Promise<AuditReport>;
}

/** Whether Heketi's API, on this server, changes anything, and for whom. */
export const HEKETI_STATES = ['normal', 'read-only', 'local-client'] as const;

export type HeketiState = (typeof HEKETI_STATES)[number];

/** The administrative state of Heketi's API on this server. */
export interface HeketiStates {
  get(): HeketiState;
  /** With its audit entry. */
  set(actor: Actor, state: HeketiState): Promise<void>;
}

/** What this API stands on. */
export interface V2Parts {
  readonly volumes: Volumes;
  readonly examiner: Pick<Examiner, 'examine'>;
  readonly hosts: HostInventory;
  readonly engine: Engine;
  readonly identity: Identity;
  readonly events: Pick<EventStream, 'read' | 'subscribe' | 'statistics'>;
  readonly audit: AuditReading;
  readonly heketiState: HeketiStates;
  readonly timer: Timer;
  readonly version: string;
  readonly startedAtMs: number;
}
