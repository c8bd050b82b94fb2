import type { DatabaseSync } from 'node:sqlite';
import { type Columns, fill, idOf } from './fill.ts';
import { hostName } from './inventory.ts';

/**
 * What every list of `/api/v2` is long of, beside the inventory: so many rows of each kind, of which one is different from
 * all others. It belongs to another project and cluster, and a list comes to it last.
 */
export interface Records {
  readonly rows: number;
  /** The project of the different ones, and a user, who gets tokens. */
  readonly project: string;
  readonly user: string;
  /** Of the inventory that is there already: each has as many volumes. */
  readonly clusters: number;
  readonly volumesOfCluster: number;
  readonly nowMs: number;
}

/** The id of whatever is different, where a list goes by id. */
export const LAST = 'f'.repeat(32);
/** The same where it goes by time, newest first. */
export const OLDEST = '0'.repeat(32);
export const LAST_NAME = 'zzz';
/** An operation with a long log, and many that clean up after it. */
export const LONG_OPERATION = idOf('operation', 0);
export const BLOCKS_OF_HOSTING = 100;

export function fillRecords(db: DatabaseSync, records: Records): void {
  fillPeople(db, records);
  fillDifferentInventory(db, records);
  fillOnVolumes(db, records);
  fillOperations(db, records);
  fillHistory(db, records);
}

function fillPeople(db: DatabaseSync, { rows, user, nowMs }: Records): void {
  const name = (index: number): string => (index === rows - 1 ? LAST_NAME : `name-${`${index}`.padStart(6, '0')}`);
  const active = { kind: 'person', state: 'active', created_at_ms: nowMs };
  fill(db, 'principal', rows, (index) => ({ id: idOf('user', index), name: name(index), ...active }));
  fill(db, 'project', rows, (index) => ({ id: idOf('project', index), name: name(index) }));
  fill(db, 'role', rows, (index) => ({ name: name(index), actions: '["volume.read"]' }));
  fill(db, 'role_grant', rows, (index) => ({
    principal: idOf('user', 0),
    role: 'viewer',
    project: idOf('project', index),
  }));
  for (const principal of [user, idOf('user', 0)])
    fill(db, 'api_token', rows, (index) => ({
      id: idOf(`token of ${principal}`, index),
      principal,
      name: 'old',
      hash: idOf(`hash of ${principal}`, index),
      prefix: 'hst_abcdefgh',
      created_at_ms: nowMs - 1000 - index,
      revoked_at_ms: nowMs,
    }));
}

/** A cluster of another project with one of each; empty clusters make up the number. */
function fillDifferentInventory(db: DatabaseSync, { rows, project, clusters }: Records): void {
  fill(db, 'gluster_cluster', rows - clusters - 1, (index) => ({ id: idOf('cluster', clusters + index) }));
  const one = (table: string, columns: Columns): void => fill(db, table, 1, () => columns);
  const host = hostName(rows);
  one('gluster_cluster', { id: LAST, project });
  one('host', { id: LAST, name: LAST_NAME, created_at_ms: 0 });
  one('gluster_node', {
    id: LAST,
    cluster: LAST,
    host: LAST,
    zone: 1,
    storage_hostname: host,
    manage_hostnames: JSON.stringify([host]),
    storage_hostnames: JSON.stringify([host]),
    state: 'online',
  });
  one('gluster_device', {
    id: LAST,
    node: LAST,
    name: '/dev/disk1',
    kind: 'lvm-thin',
    state: 'online',
    total_kib: 1,
    extent_kib: 1,
  });
  one('gluster_volume', {
    id: LAST,
    project,
    cluster: LAST,
    name: LAST_NAME,
    size_gib: 1,
    durability: '{"kind":"none"}',
    gid: 0,
    options: '[]',
    zones: 'none',
    state: 'ready',
    block: 1,
  });
}

function fillOnVolumes(db: DatabaseSync, records: Records): void {
  const { rows, project, nowMs, clusters, volumesOfCluster } = records;
  const isLast = (index: number): boolean => index === rows - 1;
  /** One for each cluster and then the next; each volume has a few. */
  const place = (index: number): { readonly cluster: string; readonly volume: string; readonly turn: number } => {
    if (isLast(index)) return { cluster: LAST, volume: LAST, turn: 0 };
    const cluster = index % clusters;
    const turn = Math.floor(index / clusters);
    const volume = cluster * volumesOfCluster + (Math.floor(turn / BLOCKS_OF_HOSTING) % volumesOfCluster);
    return { cluster: idOf('cluster', cluster), volume: idOf('volume', volume), turn };
  };
  fill(db, 'gluster_snapshot', rows, (index) => {
    const { cluster, volume, turn } = place(index);
    return {
      id: isLast(index) ? LAST : idOf('snapshot', index),
      project: isLast(index) ? project : 'default',
      cluster,
      volume,
      name: isLast(index) ? LAST_NAME : `snapshot-${turn}`,
      size_gib: 10,
      bricks: 3,
      created_at_ms: nowMs,
      state: 'ready',
    };
  });
  fill(db, 'gluster_block_volume', rows, (index) => {
    const { cluster, volume, turn } = place(index);
    return {
      id: isLast(index) ? LAST : idOf('block volume', index),
      project: isLast(index) ? project : 'default',
      cluster,
      hosting: volume,
      name: isLast(index) ? LAST_NAME : `block-${turn}`,
      size_gib: 1,
      usable_gib: 1,
      ha_count: 3,
      hosts: JSON.stringify([hostName(0), hostName(1), hostName(2)]),
      auth: 0,
      gbid: idOf('gbid', index),
      state: 'ready',
    };
  });
  fill(db, 'gluster_finding', rows, (index) => ({
    id: isLast(index) ? LAST : idOf('finding', index),
    cluster: place(index).cluster,
    project: isLast(index) ? project : 'default',
    code: isLast(index) ? 'volume-missing' : 'volume-stopped',
    severity: isLast(index) ? 'critical' : 'warning',
    subject: idOf('subject', index),
    objects: JSON.stringify({ volume: place(index).volume }),
    found: 'the volume is stopped',
    details: '{}',
    is_repairable: 1,
    first_seen_ms: nowMs,
    last_seen_ms: nowMs,
  }));
  fill(db, 'gluster_unfinished', rows, (index) => ({
    id: isLast(index) ? LAST : idOf('unfinished', index),
    project: isLast(index) ? project : 'default',
    kind: 'volume.create',
    created_at_ms: nowMs,
  }));
}

function fillOperations(db: DatabaseSync, { rows, project, nowMs }: Records): void {
  const isLast = (index: number): boolean => index === rows - 1;
  const idOfOperation = (index: number): string => (isLast(index) ? OLDEST : idOf('operation', index));
  const input = JSON.stringify({ sizeGib: 10, durability: { kind: 'replicate', replica: 3 }, name: 'a-volume' });
  fill(db, 'operation', rows, (index) => ({
    id: idOfOperation(index),
    kind: isLast(index) ? 'volume.delete' : 'volume.create',
    version: 1,
    project: isLast(index) ? project : 'default',
    principal: 'admin',
    // The one that is different cleans up after the second one, the others after the first.
    parent: index < 2 ? null : idOfOperation(isLast(index) ? 1 : 0),
    input,
    state: isLast(index) ? 'failed' : 'succeeded',
    last_event: 8,
    attempt: 1,
    created_at_ms: nowMs - index * 10,
    updated_at_ms: nowMs,
    ended_at_ms: nowMs,
    error: isLast(index) ? JSON.stringify({ code: 'VOLUME_NOT_FOUND', message: 'gone', fields: {} }) : null,
    result: isLast(index) ? null : JSON.stringify({ volume: idOf('volume', index), name: 'a-volume' }),
    claim: 1,
  }));
  fill(db, 'operation_event', rows, (index) => ({
    operation: LONG_OPERATION,
    number: index + 1,
    at_ms: nowMs,
    body: index === 0 ? PLANNED : '{"type":"cancel-requested","by":"admin"}',
  }));
  fill(db, 'operation_command', rows, (index) => ({
    operation: LONG_OPERATION,
    number: index + 1,
    at_ms: nowMs,
    step: 'brick-1',
    commands: '[]',
  }));
}

const PLANNED = JSON.stringify({ type: 'planned', attempt: 1, plan: {}, reasons: [] });

/** They get their numbers and seals from the server, as always. */
function fillHistory(db: DatabaseSync, { rows, project, nowMs }: Records): void {
  const isFirst = (index: number): boolean => index === 0;
  fill(db, 'event_outbox', rows, (index) => ({
    at_ms: nowMs,
    topic: isFirst(index) ? 'volume.created' : 'operation.changed',
    project: isFirst(index) ? project : 'default',
    subject: idOf('operation', index),
    body: JSON.stringify({ kind: 'volume.create', state: 'succeeded' }),
  }));
  fill(db, 'audit_entry', rows, (index) => ({
    at_ms: LONG_AGO_MS + (isFirst(index) ? 0 : 1),
    who: isFirst(index) ? 'somebody' : 'admin',
    action: isFirst(index) ? 'role.grant' : 'volume.create',
    target: isFirst(index) ? 'principal/somebody' : `operation/${idOf('operation', index)}`,
    result: isFirst(index) ? 'failed' : 'done',
    remote: '127.0.0.1',
    body: JSON.stringify({ input: { sizeGib: 10, name: 'a-volume' } }),
  }));
}

export const LONG_AGO_MS = 1_600_000_000_000;
