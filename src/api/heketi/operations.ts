import { CodedError } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/operations/index.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import { CHANGE_TYPES, PENDING_TYPES, type PendingEntry } from './db/document.ts';
import { FORGET_RESOLVED, listUnfinished, type Unfinished } from './db/unfinished.ts';
import type { Call, HeketiApi } from './parts.ts';
import { acceptEnded } from './queue.ts';
import { object, texts } from './read-fields.ts';
import { readRequest } from './read-request.ts';
import { ID_NOT_FOUND, Refusal } from './refusal.ts';
import { countStored, listStored, type StoredOperation } from './stored-operations.ts';
import { idsFault, requireValid } from './validate.ts';

/** Operations: contract heketi-api §6.4. */

export async function countOperations({ api }: Call): Promise<Answer> {
  const { total, failed, stale, fresh } = await countStored(api.store);
  return jsonAnswer(200, { total, in_flight: fresh, stale, failed, new: fresh });
}

export async function listPending({ api }: Call): Promise<Answer> {
  const [stored, unfinished] = await Promise.all([listStored(api.store), listUnfinished(api.store)]);
  const pendingoperations = [
    ...stored.map((operation) => ({
      ...pendingOf(operation),
      sub_status: operation.status === '' ? 'in-flight' : '',
    })),
    ...unfinished.map((entry) => ({ ...unfinishedOf(entry), sub_status: '' })),
  ];
  return jsonAnswer(200, { pendingoperations });
}

/** compat(heketi): Q20, `sub_status` is never filled in here. */
export async function getPending({ api, id }: Call): Promise<Answer> {
  const [operation] = await listStored(api.store, { only: id });
  if (operation === undefined) return getUnfinished(api, id);
  const { state } = await api.engine.get(id);
  return jsonAnswer(200, {
    ...pendingOf(operation),
    sub_status: '',
    changes: changesIn(operation.kind, state.plan).map(({ id: of, description }) => ({ id: of, description })),
  });
}

async function getUnfinished(api: HeketiApi, id: string): Promise<Answer> {
  const [entry] = await listUnfinished(api.store, { only: id });
  if (entry === undefined) throw new Refusal(404, `${ID_NOT_FOUND}: ${id}`);
  const changes = entry.Actions.map(({ Change: change, Id: of }) => ({
    id: of,
    description: CHANGE_TYPES[change] ?? 'Unknown',
  }));
  return jsonAnswer(200, { ...unfinishedOf(entry), sub_status: '', changes });
}

function unfinishedOf({ Id, Type, Status }: PendingEntry): object {
  return { id: Id, type_name: PENDING_TYPES[Type] ?? 'unknown', status: Status };
}

function pendingOf(operation: StoredOperation): object {
  const { id, status } = operation;
  return { id, type_name: typeNameOf(operation), status };
}

export function typeNameOf({ kind, parentKind }: StoredOperation): string {
  return typeNames[parentKind ?? kind] ?? 'unknown';
}

const typeNames: Readonly<Record<string, string>> = {
  'volume.create': 'create-volume',
  'volume.expand': 'expand-volume',
  'volume.clone': 'clone-volume',
  'volume.delete': 'delete-volume',
  'block-volume.create': 'create-block-volume',
  'block-volume.delete': 'delete-block-volume',
  'block-volume.expand': 'expand-block-volume',
  'device.remove': 'remove-device',
  'node.remove': 'remove-device',
  'brick.evict': 'evict-brick',
};

export interface Change {
  readonly id: string;
  readonly description: string;
  /** By how much a size changes, where it does (contract heketi-engine §3.3). */
  readonly delta?: number;
}

/** Plans are the operations' own, and of any version: what has another form is left out. */
export function changesIn(kind: string, plan: Json): readonly Change[] {
  const { source, volume, bricks, addGib, device, devices, old, next, blockVolume, newHosting } = fieldsOf(plan);
  const change = (description: string, value: Json | undefined): readonly Change[] => {
    const id = typeof value === 'string' ? value : fieldsOf(value ?? null)['id'];
    return typeof id === 'string' ? [{ id, description }] : [];
  };
  const each = (description: string, values: Json | undefined): readonly Change[] =>
    Array.isArray(values) ? values.flatMap((value: Json) => change(description, value)) : [];
  switch (kind) {
    case 'volume.create':
      return [...each('Add brick', bricks), ...change('Add volume', volume)];
    case 'volume.expand':
      return [
        ...each('Add brick', bricks),
        ...change('Expand volume', volume).map((its) => ({ ...its, ...deltaOf(addGib) })),
      ];
    // compat(heketi): Q21, the clone is called `Expand volume to`.
    case 'volume.clone':
      return [
        ...change('Clone volume from', source),
        ...change('Expand volume to', volume),
        ...each('Add brick', bricks),
      ];
    case 'volume.delete':
      return [...each('Delete brick', bricks), ...change('Delete volume', volume)];
    case 'brick.evict':
      return [...change('Delete brick', old), ...change('Add brick', next)];
    case 'block-volume.create':
      return [...changesIn('volume.create', newHosting ?? null), ...change('Add block volume', blockVolume)];
    case 'block-volume.delete':
      return change('Delete block volume', blockVolume);
    case 'block-volume.expand':
      return change('Expand block volume', blockVolume);
    case 'brick.clean':
      return each('Delete brick', bricks);
    default:
      return [...change('Remove device', device), ...each('Remove device', devices)];
  }
}

function deltaOf(gib: Json | undefined): Pick<Change, 'delta'> {
  return typeof gib === 'number' ? { delta: gib } : {};
}

function fieldsOf(value: Json): Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json | undefined>>)
    : {};
}

export const CleanUp = object({ operations: texts });

/**
 * Tries stuck operations again now and not at their next try, and resolves what was taken over unfinished. One that nobody
 * carries on is left to a server that knows it. What cannot be tried, or is of no such id, is passed over.
 */
export async function cleanUp(call: Call): Promise<Answer> {
  const { api } = call;
  const { operations: wanted } = await readRequest(call, CleanUp);
  requireValid({ operations: idsFault(wanted) });
  const isWanted = (id: string): boolean => wanted.length === 0 || wanted.includes(id);
  const [stored, unfinished] = await Promise.all([listStored(api.store), listUnfinished(api.store)]);
  for (const { id, status } of stored)
    if (status === 'failed' && isWanted(id)) await orPass(api, id, () => api.engine.retry(id, call.by));
  for (const entry of unfinished) if (isWanted(entry.Id)) await orPass(api, entry.Id, () => resolve(call, entry));
  await api.store.write([FORGET_RESOLVED]);
  return acceptEnded(call, {});
}

async function resolve({ api, by }: Call, { Id, project, resolvedBy }: Unfinished): Promise<unknown> {
  if (resolvedBy !== undefined) return api.engine.retry(resolvedBy, by);
  const { principal, from } = by;
  return api.engine.submit({ kind: 'unfinished.resolve', input: { record: Id }, project, principal, from });
}

async function orPass({ log }: HeketiApi, operation: string, attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    log.warn({ err: error, operation }, 'an operation could not be cleaned up');
  }
}
