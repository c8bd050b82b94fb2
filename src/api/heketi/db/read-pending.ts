import { type OperationId, readState } from '../../../kernel/operations/index.ts';
import { changesIn, typeNameOf } from '../operations.ts';
import type { HeketiApi } from '../parts.ts';
import { listStored } from '../stored-operations.ts';
import { listUnfinished } from './unfinished.ts';
import { CHANGE_TYPES, PENDING_TYPES, type PendingEntry } from './document.ts';

/** Operations that are open, as Heketi keeps them (contract heketi-api §6.5.1); those that end meanwhile are left out. */
export async function readPending({ store }: Pick<HeketiApi, 'store'>): Promise<readonly PendingEntry[]> {
  const entries: PendingEntry[] = [];
  for (const operation of await listStored(store)) {
    const state = await readState(store, operation.id as OperationId);
    if (!OPEN.includes(state.name)) continue;
    entries.push({
      Id: operation.id,
      Timestamp: Math.floor(operation.createdAtMs / 1000),
      Type: numberOf(PENDING_TYPES, typeNameOf(operation)),
      Actions: changesIn(operation.kind, state.plan).map(({ id, description, delta = null }) => ({
        Change: numberOf(CHANGE_TYPES, description),
        Id: id,
        Delta: delta,
      })),
      Status: operation.status,
    });
  }
  const unfinished = await listUnfinished(store);
  return [...entries, ...unfinished.map(({ project: _project, resolvedBy: _resolvedBy, ...entry }) => entry)];
}

const OPEN: readonly string[] = ['queued', 'running', 'undoing', 'stuck'];

function numberOf(names: readonly string[], name: string): number {
  return Math.max(0, names.indexOf(name));
}
