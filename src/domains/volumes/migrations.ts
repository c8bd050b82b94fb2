import type { Migration } from '../../kernel/store/index.ts';

/** The tables of this domain. Free space, mount strings and counts are derived, never stored. */
export const volumeMigrations: readonly Migration[] = [
  {
    name: '0100-g1-add-volumes',
    statements: ({ bigint, json, strict }) => [
      `create table gluster_cluster (
        id text primary key,
        project text not null default 'default',
        takes_file integer not null default 1 check (takes_file in (0, 1)),
        takes_block integer not null default 1 check (takes_block in (0, 1))
      )${strict}`,
      `create table gluster_node (
        id text primary key,
        cluster text not null references gluster_cluster (id),
        host text not null unique,
        zone integer not null check (zone >= 1),
        storage_hostname text not null unique,
        state text not null check (state in ('online', 'offline', 'failed'))
      )${strict}`,
      'create index gluster_node_cluster on gluster_node (cluster)',
      // used_kib is the one sum that is stored: it changes in the batches that change brick rows, and what is left of
      // total_kib guards them. total_kib comes from the host, and may shrink below what is used.
      `create table gluster_device (
        id text primary key,
        node text not null references gluster_node (id),
        name text not null,
        kind text not null check (kind in ('lvm-thin', 'file')),
        state text not null check (state in ('online', 'offline', 'failed')),
        total_kib ${bigint} not null check (total_kib >= 0),
        used_kib ${bigint} not null default 0 check (used_kib >= 0),
        extent_kib integer not null check (extent_kib > 0),
        pv_uuid text,
        removed_by text,
        unique (node, name),
        unique (node, pv_uuid)
      )${strict}`,
      `create table gluster_volume (
        id text primary key,
        project text not null default 'default',
        cluster text not null references gluster_cluster (id),
        name text not null,
        size_gib integer not null check (size_gib > 0),
        durability ${json} not null,
        gid integer not null check (gid >= 0),
        snapshot_factor real check (snapshot_factor between 1 and 100),
        options ${json} not null,
        zones text not null check (zones in ('strict', 'none')),
        gluster_id text,
        state text not null check (state in ('creating', 'ready', 'deleting')),
        operation text,
        unique (cluster, name)
      )${strict}`,
      // joining: takes the place of one that is leaving. debris: of no volume, and still on its host.
      `create table gluster_brick (
        id text primary key,
        volume text references gluster_volume (id),
        device text not null references gluster_device (id),
        set_index integer not null check (set_index >= 0),
        position integer not null check (position >= 0),
        role text not null check (role in ('data', 'arbiter')),
        size_kib ${bigint} not null check (size_kib > 0),
        pool_kib ${bigint} not null check (pool_kib >= 0),
        metadata_kib ${bigint} not null check (metadata_kib >= 0),
        charged_kib ${bigint} not null check (charged_kib >= 0),
        gid integer not null check (gid >= 0),
        path text not null,
        state text not null check (state in ('creating', 'ready', 'joining', 'leaving', 'deleting', 'debris')),
        operation text,
        check (volume is not null or state = 'debris')
      )${strict}`,
      "create unique index gluster_brick_place on gluster_brick (volume, set_index, position) where state <> 'joining'",
      'create index gluster_brick_device on gluster_brick (device)',
    ],
  },
];
