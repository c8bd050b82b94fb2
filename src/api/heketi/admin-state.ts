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
