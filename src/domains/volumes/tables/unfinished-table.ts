import type { Statement } from '../../../kernel/store/index.ts';

/** Named after the operations that do the same here; `unknown` is one of no kind that is known. */
export type UnfinishedKind =
  | 'unknown'
  | 'volume.create'
  | 'volume.clone'
  | 'volume.expand'
  | 'volume.delete'
  | 'block-volume.create'
  | 'block-volume.expand'
  | 'block-volume.delete'
  | 'device.remove'
  | 'brick.evict';

/** What was under way in another system when its inventory was taken over. */
export interface UnfinishedRow {
  readonly id: string;
  readonly project: string;
  readonly kind: UnfinishedKind;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** What an expansion was to add; null where that is not known, and of other kinds. */
  readonly addGib: number | null;
}

export function insertUnfinished({ id, project, kind, createdAtMs, addGib }: UnfinishedRow): Statement {
  return {
    sql: 'insert into gluster_unfinished (id, project, kind, created_at_ms, add_gib) values ($1, $2, $3, $4, $5)',
    values: [id, project, kind, createdAtMs, addGib],
  };
}

/** An operation takes a record that nobody resolves; what it holds stays its own meanwhile. */
export function holdUnfinished(record: string, operation: string): Statement {
  return {
    sql: 'update gluster_unfinished set operation = $1 where id = $2 and operation is null',
    values: [operation, record],
    changes: 1,
  };
}

/** It is as it was before, unless it was resolved. */
export function releaseUnfinished(record: string, operation: string): Statement {
  return {
    sql: 'update gluster_unfinished set operation = null where id = $1 and operation = $2',
    values: [record, operation],
  };
}

/** Nothing is held by it any more. */
export function dropUnfinished(record: string, operation: string): Statement {
  return {
    sql: 'delete from gluster_unfinished where id = $1 and operation = $2',
    values: [record, operation],
  };
}
