import type { Migration } from '../../kernel/store/index.ts';

/** The tables of this folder: see queue.ts, db/generation.ts and db/unfinished.ts. */
export const heketiMigrations: readonly Migration[] = [
  {
    name: '0300-g1-add-heketi-queue',
    statements: ({ bigint, json, strict }) => [
      // An entry is a view of an operation, or has the end of something that needed none. It goes when it is read after
      // that end, and with its operation. collection: where its result is found.
      `create table heketi_queue (
        id text primary key,
        issuer text not null check (issuer in ('admin', 'user')),
        operation text references operation (id) on delete cascade,
        collection text,
        outcome ${json},
        created_at_ms ${bigint} not null,
        check ((operation is null) <> (outcome is null))
      )${strict}`,
      'create index heketi_queue_operation on heketi_queue (operation) where operation is not null',
      'create index heketi_queue_created on heketi_queue (created_at_ms) where operation is null',
    ],
  },
  {
    name: '0301-g1-add-heketi-attributes',
    statements: ({ strict }) => [
      // What Heketi's database says of itself, and a dump repeats.
      `create table heketi_attribute (
        name text primary key,
        value text not null
      )${strict}`,
    ],
  },
  {
    name: '0302-g1-add-heketi-pending',
    statements: ({ bigint, json, strict }) => [
      // What Heketi had under way when its database was taken over: nobody carries it on until a person says how.
      `create table heketi_pending (
        id text primary key,
        type integer not null,
        created_at_ms ${bigint} not null,
        actions ${json} not null
      )${strict}`,
    ],
  },
  {
    name: '0303-g1-add-unfinished-of-heketi',
    statements: () => [
      // What was taken over before there was a way to resolve it. By how much a volume grew was not kept apart then.
      `insert into gluster_unfinished (id, kind, created_at_ms)
        select id, case type when 1 then 'volume.create' when 2 then 'volume.delete' when 3 then 'volume.expand'
          when 4 then 'block-volume.create' when 5 then 'block-volume.delete' when 6 then 'device.remove'
          when 7 then 'volume.clone' when 8 then 'brick.evict' when 9 then 'block-volume.expand' else 'unknown' end,
          created_at_ms
        from heketi_pending`,
    ],
  },
];
