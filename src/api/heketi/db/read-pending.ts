import { type OperationId, readState } from '../../../kernel/operations/index.ts';
import { changesIn, typeNameOf } from '../operations.ts';
import type { HeketiApi } from '../parts.ts';
import { listStored } from '../stored-operations.ts';
import { listUnfinished, MOST_ROWS } from './unfinished.ts';
import { CHANGE_TYPES, PENDING_TYPES, type PendingEntry } from './document.ts';

/** Operations that are open, as Heketi keeps them (contract heketi-api §6.5.1); those that end meanwhile are left out. */
export async function readPending({ store }: Pick<HeketiApi, 'store'>): Promise<readonly PendingEntry[]> {
  const entries: PendingEntry[] = [];
  for (const operation of await allOf(
    (after) => listStored(store, { after }),
    ({ id }) => id,
  )) {
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
  const unfinished = await allOf(
    (after) => listUnfinished(store, { after }),
    ({ Id }) => Id,
  );
  return [...entries, ...unfinished.map(({ project: _project, resolvedBy: _resolvedBy, ...entry }) => entry)];
}

async function allOf<Item>(
  list: (after: string) => Promise<readonly Item[]>,
  idOf: (item: Item) => string,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let after = ''; ; ) {
    const page = await list(after);
    all.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < MOST_ROWS) return all;
    after = idOf(last);
  }
}

const OPEN: readonly string[] = ['queued', 'running', 'undoing', 'stuck'];

function numberOf(names: readonly string[], name: string): number {
  return Math.max(0, names.indexOf(name));
}
