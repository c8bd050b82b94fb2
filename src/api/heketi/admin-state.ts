import { auditStatement } from '../../kernel/audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Store } from '../../kernel/store/index.ts';

/** Whether the API changes anything, and for whom (contract heketi-api §4). */
export const ADMIN_STATES = ['normal', 'read-only', 'local-client'] as const;

export type AdminStateName = (typeof ADMIN_STATES)[number];

export interface AdminState {
  get(): AdminStateName;
  set(state: AdminStateName): void;
}

/** Of this process alone: a restart comes back to what the configuration says. */
export function createAdminState(initial: AdminStateName): AdminState {
  let state = initial;
  return {
    get: () => state,
    set: (next) => {
      state = next;
    },
  };
}

/** @param isLocal whether the other end of the connection is this machine */
export function isAdmitted(state: AdminStateName, method: string, isLocal: () => boolean): boolean {
  if (state === 'normal' || method === 'GET' || method === 'HEAD') return true;
  return state === 'local-client' && isLocal();
}

/** What a change of the state by a person stands on. */
export interface AdminStateParts {
  readonly adminState: AdminState;
  readonly store: Store;
  readonly clock: Clock;
}

/** Sets the state as somebody asked, here or in another API. The record comes first: no change is without its entry. */
export async function setAdminStateBy(
  { adminState, store, clock }: AdminStateParts,
  { who, from }: { readonly who: string; readonly from: string },
  state: AdminStateName,
): Promise<void> {
  const on = `heketi/state/${state}`;
  await store.write([auditStatement({ who, action: 'heketi.state.set', on, result: 'done', from, atMs: clock.now() })]);
  adminState.set(state);
}
